/** How long actors wait for the store. */

/** It replies within milliseconds; a sleeping disk takes seconds to wake up. */
export const storeTimeoutMs = 10_000;

/** Where somebody waits, or where it is repeated: a store that takes longer counts as away. */
export const shortStoreTimeoutMs = 5_000;
