/** Data of a `calendar` reply: releases of the economic calendar. */

import { z } from "zod";
import {
  calendarImpacts,
  calendarImportances,
  calendarKinds,
  calendarTimings,
} from "../models/economic_calendar.ts";
import { moneyMax } from "../models/figure_bounds.ts";
import { textMax, timeMsMax } from "./wire_limits.ts";

const id = z.string().regex(/^[1-9][0-9]{0,19}$/);
const word = z.string().max(textMax);
const figure = z.number().min(-moneyMax).max(moneyMax).nullable();

export const calendarReplySchema = z.object({
  releases: z.array(
    z.object({
      /** The id of the value, by which the pages are sorted. */
      ticket: id,
      /** The id of the event. */
      event: id,
      name: word,
      country: word,
      currency: word,
      kind: z.enum(calendarKinds),
      importance: z.enum(calendarImportances),
      timing: z.enum(calendarTimings),
      timeMs: z.int().min(0).max(timeMsMax),
      actual: figure,
      forecast: figure,
      previous: figure,
      revisedPrevious: figure,
      impact: z.enum(calendarImpacts),
    }).readonly(),
  ).readonly(),
  more: z.boolean(),
});
export type WireCalendar = Readonly<z.infer<typeof calendarReplySchema>>;
export type WireRelease = WireCalendar["releases"][number];
