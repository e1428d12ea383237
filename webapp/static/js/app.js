/** Starts the components that a page asks for by `data-module`; loads no others. */
import { startWithin } from "./lib/component.js";

/** @type {Record<string, import('./lib/component.js').Loader>} */
const LOADERS = {
  "stamp-scanner": async () => (await import("./components/stamp-scanner.js")).StampScanner,
  "stamp-field": async () => (await import("./components/stamp-field.js")).StampField,
  "collected-lines": async () => (await import("./components/collected-lines.js")).CollectedLines,
  "photo-field": async () => (await import("./components/photo-field.js")).PhotoField,
  "look-place": async () => (await import("./components/look-place.js")).LookPlace,
  "position-field": async () => (await import("./components/position-field.js")).PositionField,
  "input-name": async () => (await import("./components/input-name.js")).InputName,
  "event-form": async () => (await import("./components/event-form.js")).EventForm,
  "plot-picker": async () => (await import("./components/plot-picker.js")).PlotPicker,
  "report-form": async () => (await import("./components/report-form.js")).ReportForm,
  "commune-field": async () => (await import("./components/commune-field.js")).CommuneField,
  "ledger-proof": async () => (await import("./components/ledger-proof.js")).LedgerProof,
  "ledger-kept": async () => (await import("./components/ledger-kept.js")).LedgerKept,
  "download-form": async () => (await import("./components/download-form.js")).DownloadForm,
  "offline-answer": async () => (await import("./components/offline-answer.js")).OfflineAnswer,
  "offline-form": async () => (await import("./components/offline-form.js")).OfflineForm,
  "submit-once": async () => (await import("./components/submit-once.js")).SubmitOnce,
};

startWithin(document, LOADERS);
