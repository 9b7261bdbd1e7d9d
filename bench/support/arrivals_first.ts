/** Starts recording arrivals before the modules imported after this one are loaded. */

import { noteArrivals } from "./tick_arrivals.ts";

noteArrivals();
