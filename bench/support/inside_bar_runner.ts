/** A runner with the example strategy of the documents, to compare with the same code as a file. */

import { serveRunner } from "../../actors/strategy/runner/serve_strategies.ts";
import insideBar from "../../docs/examples/inside_bar.ts";

serveRunner([insideBar]);
