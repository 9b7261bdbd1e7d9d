/** The entry point of the fleet page, which `mt5-bridge fleet --serve` serves. */

import { render } from "preact";
import { takeTokenFromAddress } from "../state/access.ts";
import { FleetPage } from "./fleet_page.tsx";

takeTokenFromAddress();
const root = document.getElementById("fleet");
if (root !== null) {
  root.replaceChildren();
  render(<FleetPage />, root);
}
