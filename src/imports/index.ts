export { createImporter, type Importer } from './create-importer.ts';
export { csvLine, csvLines } from './export/csv-lines.ts';
export { xlsxStream } from './export/xlsx-stream.ts';
export * from './import.ts';
export { importLimits } from './limits.ts';

export { encodings } from './reading/encodings.ts';
export { separators } from './reading/guess-separator.ts';
export * from './start-import.ts';
export { getImport, listImports, streamReports, type ToldRow } from './store/import-store.ts';
export { sweepImports } from './sweep-imports.ts';
