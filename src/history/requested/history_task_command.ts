/**
 * The program's own command for a task of the history that was asked for through the API; the data
 * folder and the task as JSON follow.
 */
export const historyTaskCommand = "run-history-task";
