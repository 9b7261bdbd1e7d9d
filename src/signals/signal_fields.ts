/** The fields of a signal from outside, in the API, in messages of JSON and in templates. */

export const signalFields = [
  "id",
  "sentAt",
  "symbol",
  "action",
  "side",
  "order",
  "price",
  "limitPrice",
  "stop",
  "target",
  "targets",
  "riskFraction",
  "lots",
  "part",
  "reverse",
  "expiresMinutes",
  "position",
  "positionSize",
  "previousPositionSize",
  "reason",
] as const;
