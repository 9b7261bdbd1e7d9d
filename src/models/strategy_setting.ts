/** A strategy that the trader has chosen, as the settings name it. */

export interface StrategySetting {
  readonly name: string;
  /** Numbers by name; missing ones have defaults. */
  readonly parameters: Readonly<Record<string, number>>;
}
