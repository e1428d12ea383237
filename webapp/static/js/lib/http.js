/** Asking the server, with a time limit and with refusals as named problems. */

/** How long a phone on a poor network is given before we say that there is no answer. */
export const PATIENCE_MS = 8000;

/**
 * The server said no, or nothing. `kind`: `unreachable` (try again), `sign_in`, or `refused`.
 */
export class Problem extends Error {
  name = "Problem";

  /**
   * @param {'unreachable' | 'sign_in' | 'refused'} kind
   * @param {{code?: string, detail?: string, status?: number, errors?: FieldFault[]}} facts
   */
  constructor(kind, { code = kind, detail = "", status = 0, errors = [] } = {}) {
    super(detail || code);
    this.kind = kind;
    this.code = code;
    this.status = status;
    this.errors = errors;
  }
}

/** @typedef {{pointer: string, code: string, detail?: string}} FieldFault */

/**
 * Fetch with a time limit.
 * @param {string} url
 * @param {RequestInit & {patience?: number}} options
 * @returns {Promise<Response>}
 * @throws {Problem} when nothing usable comes back
 */
export async function ask(url, { patience = PATIENCE_MS, ...options } = {}) {
  let response;
  try {
    response = await fetch(url, { ...options, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem("unreachable");
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

/**
 * JSON of an answer. A sign-in page that a redirect led to is HTML with status 200: not an answer.
 * @param {string} url
 * @param {RequestInit & {patience?: number}} options
 */
export async function askJson(url, options = {}) {
  const response = await ask(url, {
    ...options,
    headers: { Accept: "application/json", ...options.headers },
  });
  if (!isJson(response)) throw new Problem("sign_in", { status: response.status });
  return response.json();
}

/**
 * Whether our server, and not a café's sign-in page, answers now. Never trusts navigator.onLine.
 * @param {string} healthUrl
 * @param {number} patience
 */
export async function serverAnswers(healthUrl, patience = PATIENCE_MS) {
  try {
    await askJson(healthUrl, { cache: "no-store", patience });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {Response} response
 * @returns {Promise<Problem>}
 */
async function problemOf(response) {
  const { status } = response;
  const body = isJson(response) ? await response.json().catch(() => ({})) : {};
  const facts = { code: body.code, detail: body.detail, errors: body.errors, status };
  if (status === 401) return new Problem("sign_in", facts);
  if (status === 429 || status >= 500) return new Problem("unreachable", facts);
  return new Problem("refused", facts);
}

/** @param {Response} response */
function isJson(response) {
  return /^application\/(?:problem\+)?json\b/.test(response.headers.get("Content-Type") ?? "");
}
