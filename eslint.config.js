// What style.md asks of our JavaScript: short, named, one direction of imports, no HTML from strings.
import { createNodeResolver, importX } from "eslint-plugin-import-x";

const budgets = {
  complexity: ["error", 7],
  "max-depth": ["error", 3],
  "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
  "max-params": ["error", 4],
};

const correctness = {
  "array-callback-return": "error",
  "consistent-return": "error",
  "no-await-in-loop": "off",
  "no-console": ["error", { allow: ["error"] }],
  "no-dupe-keys": "error",
  "no-eval": "error",
  "no-fallthrough": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-unreachable": "error",
  "no-unused-vars": "error",
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  eqeqeq: "error",
};

// Text from elsewhere must never become markup (XSS), and words belong to the catalogues, not to code.
const noMarkupFromStrings = {
  "no-restricted-properties": [
    "error",
    ...["insertAdjacentHTML", "write", "writeln", "setHTMLUnsafe", "createContextualFragment"].map(
      (property) => ({ property, message: "Build nodes, or clone a <template>." }),
    ),
  ],
  "no-restricted-syntax": [
    "error",
    {
      selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]",
      message: "Use textContent, or clone a <template>.",
    },
  ],
};

const modules = {
  "import-x/extensions": ["error", "always", { ignorePackages: true }],
  "import-x/no-absolute-path": "error",
  "import-x/no-cycle": "error",
  "import-x/no-default-export": "error",
  "import-x/no-mutable-exports": "error",
  "import-x/no-self-import": "error",
  "import-x/no-unresolved": "error",
};

const js = "./webapp/static/js";

// components -> offline | scan -> lib, and never back.
const direction = {
  "import-x/no-restricted-paths": [
    "error",
    {
      zones: [
        { target: `${js}/offline`, from: `${js}/components` },
        { target: `${js}/scan`, from: `${js}/components` },
        { target: `${js}/offline`, from: `${js}/scan` },
        { target: `${js}/scan`, from: `${js}/offline` },
        { target: `${js}/lib`, from: js, except: ["./lib"] },
      ],
    },
  ],
};

// eslint-disable-next-line import-x/no-default-export -- eslint reads the default export
export default [
  { ignores: ["build/", "node_modules/", ".venv/", "instance/"] },
  {
    files: ["**/*.js"],
    plugins: { "import-x": importX },
    languageOptions: { ecmaVersion: "latest", sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { "import-x/resolver-next": [createNodeResolver()] },
    rules: { ...budgets, ...correctness, ...noMarkupFromStrings, ...modules },
  },
  { files: ["webapp/static/js/**/*.js"], rules: direction },
];
