/**
 * Bytes that the disk of the embedded database must have free for it to be written to. Its log grows by 16 MB at a time and
 * to 128 MB before old parts are used again; a log that finds no room stops the database in the middle.
 */
export const LEAST_FREE_BYTES = 100e6
