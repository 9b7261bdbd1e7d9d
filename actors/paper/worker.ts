/** The paper actor's worker. */

import { hostActor } from "../../src/runtime/actor_host.ts";
import { startPaper } from "./actor.ts";
import type { PaperConfig, PaperProtocol } from "./protocol.ts";

hostActor<PaperProtocol, PaperConfig>(startPaper);
