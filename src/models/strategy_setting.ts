/** A strategy that the trader has chosen, as the settings name it. */

/** Stands for every file of the folder `strategies` that is not named otherwise. */
export const everyFile = "*";

export interface StrategySetting {
  readonly name: string;
  /** Numbers by name; missing ones have defaults. */
  readonly parameters: Readonly<Record<string, number>>;
}
