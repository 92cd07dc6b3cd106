/** What a table may be; whatever is larger is refused with the number, never cut off in silence. */
export const importLimits = {
  /** Of the file as it is uploaded. */
  bytes: 50 * 1024 * 1024,
  rows: 200_000,
  columns: 200,
  /** What Excel itself holds in one cell. */
  cell: 32_767,
  /** Characters of all cells of a row. */
  row: 1_000_000,
  /** Of all parts of an XLSX that are read, unpacked. */
  unpacked: 400 * 1024 * 1024,
  /** Characters of the texts that an XLSX shares among its cells; they are all in memory. */
  sharedTexts: 60_000_000,
  /** Parts of an XLSX. */
  parts: 2000,
} as const;

/** How much of a cell that is too long is kept, to show which one it is. */
export const shownOfLong = 60;
