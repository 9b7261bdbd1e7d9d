/** How times are columns of the mirror: the store's milliseconds, and a timestamp beside them. */

/** Columns of a time in UTC. */
export const utcTime = (name: string) =>
  `${name}_ms bigint, ${name}_time timestamptz ` +
  `GENERATED ALWAYS AS (to_timestamp(${name}_ms / 1000.0)) STORED`;

/** Columns of a time of the broker, which has no time zone. */
export const brokerTime = (name: string) =>
  `${name}_ms bigint, ${name}_time timestamp ` +
  `GENERATED ALWAYS AS (to_timestamp(${name}_ms / 1000.0) AT TIME ZONE 'UTC') STORED`;
