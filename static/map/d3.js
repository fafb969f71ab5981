// d3-zoom and what it stands on, as released: each file adds itself to the global `d3`. Types are in d3.d.ts.
import "../vendor/d3/d3-color.min.js";
import "../vendor/d3/d3-dispatch.min.js";
import "../vendor/d3/d3-ease.min.js";
import "../vendor/d3/d3-interpolate.min.js";
import "../vendor/d3/d3-timer.min.js";
import "../vendor/d3/d3-selection.min.js";
import "../vendor/d3/d3-drag.min.js";
import "../vendor/d3/d3-transition.min.js";
import "../vendor/d3/d3-zoom.min.js";

export const { select, zoom, zoomIdentity } = globalThis.d3;
