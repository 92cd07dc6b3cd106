/** The key under which a row is written: it is done once however often it is tried, and rows of an import stand in their order in the history. */
export function rowKey(id: string, row: number): string {
  return `import:${id}:${String(row).padStart(7, '0')}`;
}
