import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import multer from 'multer';
import { isRecord, type Params } from './params.ts';

export interface UploadedFile {
  field: string;
  name: string;
  mime: string;
  content: Buffer;
}

/** What one request brought along. */
export interface Sent {
  encoding: 'none' | 'json' | 'urlencoded' | 'multipart' | 'unsupported';
  params: Params;
  files: UploadedFile[];
}

/** The body was not what its type says, or a file in it was larger than the server takes. */
export class UnreadableBody extends Error {
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge = false) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

const largestFile = 64 * 1024 * 1024;
// Clients send file names as UTF-8; without this they would be read as Latin-1.
const upload = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: largestFile, fieldSize: largestFile },
  defParamCharset: 'utf8',
}).any();

/**
 * Reads the query and the body of a request, whichever way it is encoded; the body wins where both name a parameter.
 * Reads JSON and forms itself: at thousands of calls a second a chain of general parsers is what would be measured.
 */
export async function readParameters(request: IncomingMessage, response: ServerResponse): Promise<Sent> {
  const query = queryOf(request.url ?? '');
  if (request.method === 'GET' || request.method === 'HEAD') return { encoding: 'none', params: query, files: [] };
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return await readMultipart(request, response, query);
  const body = await readBody(request);
  if (body === '') return { encoding: 'none', params: query, files: [] };
  if (type.startsWith('application/json')) return { encoding: 'json', params: { ...query, ...parseJson(body) }, files: [] };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { encoding: 'urlencoded', params: { ...query, ...Object.fromEntries(new URLSearchParams(body)) }, files: [] };
  }
  return { encoding: 'unsupported', params: query, files: [] };
}

function queryOf(url: string): Params {
  const start = url.indexOf('?');
  return start < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start + 1)));
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function parseJson(body: string): Params {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isRecord(parsed)) return parsed;
  } catch {
    // Told below, together with JSON that is no object.
  }
  throw new UnreadableBody("can't parse JSON object");
}

async function readMultipart(incoming: IncomingMessage, response: ServerResponse, query: Params): Promise<Sent> {
  // multer is typed for Express and asks of a request no more than that it is one of http.
  const request = incoming as Request;
  await new Promise<void>((resolve, reject) => {
    upload(request, response as Response, (error: unknown) => (error ? reject(asUnreadable(error)) : resolve()));
  });
  const files = Array.isArray(request.files) ? request.files : [];
  const fields: unknown = request.body;
  return {
    encoding: 'multipart',
    params: { ...query, ...(isRecord(fields) && fields) },
    files: files.map(file => ({ field: file.fieldname, name: file.originalname, mime: file.mimetype, content: file.buffer })),
  };
}

function asUnreadable(error: unknown): UnreadableBody {
  const tooLarge = error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE';
  return new UnreadableBody(error instanceof Error ? error.message : String(error), tooLarge);
}
