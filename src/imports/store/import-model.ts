import mongoose from 'mongoose';
import { rawCollection } from '../../db/index.ts';
import type { Import, ImportPhase, RowReport, RowResult } from '../import.ts';
import type { SourceRow } from '../reading/source-row.ts';

export interface ImportDocument extends Omit<Import, 'id'> {
  _id: string;
  /** Whoever works on it just now; another process may go on when that has run out. */
  lease?: { owner: string; until: Date };
  /** How often in a row the work stumbled. */
  stumbles?: number;
}

const { Mixed } = mongoose.Schema.Types;

const importSchema = new mongoose.Schema<ImportDocument>(
  {
    _id: String,
    name: String,
    file: String,
    size: Number,
    by: Mixed,
    createdAt: Date,
    state: String,
    chosen: Mixed,
    shape: Mixed,
    hasHeading: Boolean,
    headings: [String],
    sample: Mixed,
    rows: Number,
    chunks: Number,
    wishes: Mixed,
    progress: Mixed,
    counts: Mixed,
    problem: Mixed,
    startedAt: Date,
    endedAt: Date,
    lease: Mixed,
    stumbles: Number,
  },
  { collection: 'imports', versionKey: false, minimize: false },
);
importSchema.index({ createdAt: -1, _id: 1 });
importSchema.index({ state: 1 });

export const imports = rawCollection<ImportDocument>(mongoose.model('Import', importSchema));

/** A stretch of the rows of a table, `<import>:<number>`. */
export interface ChunkDocument {
  _id: string;
  import: string;
  rows: SourceRow[];
}

const chunkSchema = new mongoose.Schema<ChunkDocument>(
  { _id: String, import: String, rows: Mixed },
  { collection: 'importChunks', versionKey: false },
);
chunkSchema.index({ import: 1 });

export const chunks = rawCollection<ChunkDocument>(mongoose.model('ImportChunk', chunkSchema));

/** What became of the rows of a chunk in one phase, `<import>:<phase>:<chunk>`. */
export interface ReportDocument {
  _id: string;
  import: string;
  phase: ImportPhase;
  chunk: number;
  /** Which results there are among its rows, and `duplicate`. */
  has: (RowResult | 'duplicate')[];
  rows: RowReport[];
}

const reportSchema = new mongoose.Schema<ReportDocument>(
  { _id: String, import: String, phase: String, chunk: Number, has: [String], rows: Mixed },
  { collection: 'importReports', versionKey: false },
);
reportSchema.index({ import: 1, phase: 1, has: 1, chunk: 1 });

export const reports = rawCollection<ReportDocument>(mongoose.model('ImportReport', reportSchema));

/** Which card a number of another program belongs to, `<column>:<number>`. */
export interface ExternalIdDocument {
  _id: string;
  contact: string;
  import: string;
}

export const externalIds = rawCollection<ExternalIdDocument>(
  mongoose.model(
    'ImportedId',
    new mongoose.Schema<ExternalIdDocument>(
      { _id: String, contact: String, import: String },
      { collection: 'importedIds', versionKey: false },
    ),
  ),
);

export function toImport({ _id, lease: _lease, stumbles: _stumbles, ...rest }: ImportDocument): Import {
  return { id: _id, ...rest };
}
