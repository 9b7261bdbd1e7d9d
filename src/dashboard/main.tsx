/**
 * The entry point of the page: takes the token from the address, starts the requests, and shows the
 * app.
 */

import { render } from "preact";
import { App } from "./app.tsx";
import { keepFresh } from "./state/bridge.ts";
import { keepInstrumentsFresh } from "./state/instruments.ts";
import { keepRiskFresh } from "./state/risk.ts";
import { takeTokenFromAddress } from "./state/access.ts";

takeTokenFromAddress();
keepFresh();
keepInstrumentsFresh();
keepRiskFresh();
const root = document.getElementById("app");
if (root !== null) {
  root.replaceChildren();
  render(<App />, root);
}
