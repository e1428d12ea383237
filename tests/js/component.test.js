import assert from "node:assert/strict";
import { test } from "node:test";
import { Component, ComponentError, startWithin } from "../../webapp/static/js/lib/component.js";

class Lamp extends Component {
  static moduleName = "lamp";
}

/**
 * As much of an element as a component asks for.
 * @returns {any}
 */
function element(modules) {
  const attributes = new Set();
  return {
    dataset: { module: modules },
    hasAttribute: (name) => attributes.has(name),
    setAttribute: (name) => attributes.add(name),
    attributes,
  };
}

/** @returns {any} */
function page(...elements) {
  return { querySelectorAll: () => elements };
}

test("a component is not started twice on one element", () => {
  const root = element("lamp");
  new Lamp(root);

  assert.throws(() => new Lamp(root), ComponentError);
});

test("every module named on an element is started", async () => {
  const root = element("lamp  bell");
  class Bell extends Component {
    static moduleName = "bell";
  }

  await startWithin(page(root), { lamp: async () => Lamp, bell: async () => Bell });

  assert.deepEqual([...root.attributes].sort(), ["data-bell-started", "data-lamp-started"]);
});

test("a module that fails or is unknown leaves the others alone", async (t) => {
  const logged = t.mock.method(console, "error", () => {});
  const good = element("lamp");
  const loaders = {
    lamp: async () => Lamp,
    broken: async () => {
      throw new Error("did not load");
    },
  };

  await startWithin(page(element("broken"), element("toString"), good), loaders);

  assert.ok(good.attributes.has("data-lamp-started"));
  assert.equal(logged.mock.callCount(), 2);
});
