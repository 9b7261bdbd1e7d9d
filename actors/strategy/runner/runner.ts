/** The runner of the built-in strategies: a worker without permissions. */

import { serveRunner } from "./serve_strategies.ts";
import { builtInStrategies } from "../../../src/strategy/strategies/registry.ts";

serveRunner(builtInStrategies);
