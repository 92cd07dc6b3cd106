import type { Request } from 'express';
import multer from 'multer';
import { z } from 'zod';
import type { DealFile } from '../../deals/index.ts';
import { saveFile } from '../../files/index.ts';
import { staffOf } from '../require-staff.ts';

const mostFileBytes = 50_000_000;
const received = z.array(z.looseObject({ stored: z.object({ id: z.string(), name: z.string(), size: z.number() }) })).catch([]);

/** What `receiveFiles` has stored. */
export const receivedFiles = (req: Request): DealFile[] => received.parse(req.files).map(({ stored }) => stored);

/** Stores the files of a deal while they arrive. */
export const receiveFiles = multer({
  storage: {
    _handleFile(req, file, done) {
      // multer hands names over as latin1, browsers send them as UTF-8.
      const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
      const staff = req.res ? staffOf(req.res).id : '';
      saveFile({ stream: file.stream, name, owner: { staff }, maxBytes: mostFileBytes }).then(
        ({ id, name: kept, size = 0 }) => done(null, { stored: { id, name: kept, size } } as Partial<Express.Multer.File>),
        (error: unknown) => {
          file.stream.resume();
          done(error);
        },
      );
    },
    _removeFile: (_req, _file, done) => done(null),
  },
  limits: { files: 10 },
}).array('files', 10);
