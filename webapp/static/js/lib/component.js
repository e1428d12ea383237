/** What every component has in common: one root element, found by `data-module`, started once. */

/** A component was started wrongly; the page goes on without it. */
export class ComponentError extends Error {
  name = "ComponentError";
}

/** A class with one root element; subclasses name themselves in `moduleName`. */
export class Component {
  static moduleName = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    const { moduleName } = /** @type {typeof Component} */ (this.constructor);
    const mark = `data-${moduleName}-started`;
    if (root.hasAttribute(mark)) throw new ComponentError(`${moduleName} was started already`);
    root.setAttribute(mark, "");
    this.root = root;
  }
}

/** @typedef {() => Promise<new (root: HTMLElement) => Component>} Loader */

/**
 * Start every component below `scope`. One that fails is reported and leaves the others alone:
 * the page works without any of them.
 * @param {ParentNode} scope
 * @param {Record<string, Loader>} loaders
 */
export async function startWithin(scope, loaders) {
  const roots = /** @type {NodeListOf<HTMLElement>} */ (scope.querySelectorAll("[data-module]"));
  await Promise.all(
    [...roots].flatMap((root) => namesOf(root).map((name) => start(name, root, loaders))),
  );
}

/** @param {HTMLElement} root */
function namesOf(root) {
  return (root.dataset.module ?? "").split(/\s+/).filter(Boolean);
}

/**
 * @param {string} name
 * @param {HTMLElement} root
 * @param {Record<string, Loader>} loaders
 */
async function start(name, root, loaders) {
  try {
    if (!Object.hasOwn(loaders, name)) throw new ComponentError(`no module ${name}`);
    const Module = await loaders[name]();
    new Module(root);
  } catch (error) {
    console.error(error);
  }
}
