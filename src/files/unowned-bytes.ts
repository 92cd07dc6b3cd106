import mongoose from 'mongoose';

/**
 * Bytes that are being written and belong to no file yet. Kept in the database, since a process that dies in the middle tidies up
 * nothing; `sweepFiles` does.
 */
interface UnownedBytes {
  _id: mongoose.Types.ObjectId;
  at: Date;
}

const schema = new mongoose.Schema<UnownedBytes>(
  { _id: mongoose.Schema.Types.ObjectId, at: { type: Date, required: true } },
  { collection: 'files.unowned', versionKey: false },
);
schema.index({ at: 1 });

export const UnownedModel = mongoose.model('UnownedBytes', schema);
