import mongoose from 'mongoose';
import { Secret, TOTP } from 'otpauth';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVault } from '../../src/config/index.ts';
import {
  checkSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  ensureOwner,
  getStaff,
  listStaff,
  offerSecondFactor,
  recoveryCodesLeft,
  renewRecoveryCodes,
  type Staff,
} from '../../src/staff/index.ts';
import { forgetTries } from '../../src/staff/tries.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const safe = createVault('only for tests');
const begin = Date.parse('2026-05-12T09:00:00Z');
const at = (seconds: number) => new Date(begin + seconds * 1000);
let olga: Staff;
let totp: TOTP;
let codes: string[];
const codeAt = (seconds: number) => totp.generate({ timestamp: at(seconds).getTime() });
const check = (code: string, seconds: number) => checkSecondFactor(olga.id, code, { safe, now: at(seconds) });

beforeAll(async () => {
  await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups' }, at(0));
  olga = (await listStaff())[0] as Staff;
});
beforeEach(async () => {
  await forgetTries([`code:${olga.id}`]);
  const { secret } = await offerSecondFactor(olga, safe);
  totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
  codes = await confirmSecondFactor(olga, codeAt(0), { safe, now: at(0) });
});

describe('a code', () => {
  it('is taken once, and never one before it', async () => {
    expect(await check(codeAt(0), 1), 'the one that set it up').toBeUndefined();
    expect(await check(codeAt(60), 60)).toMatchObject({ id: olga.id });
    expect(await check(codeAt(60), 61), 'the same again').toBeUndefined();
    expect(await check(codeAt(30), 61), 'an older one').toBeUndefined();
  });

  it('is good for half a minute more to either side, typed with a space', async () => {
    expect(await check(codeAt(120), 80), 'too early').toBeUndefined();
    expect(await check(codeAt(120).replace(/^.../, '$& '), 95)).toMatchObject({ id: olga.id });
    expect(await check(codeAt(180), 250), 'too late').toBeUndefined();
  });

  it('that two bring at once signs in one of them', async () => {
    const both = await Promise.all([check(codeAt(300), 300), check(codeAt(300), 300)]);
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it('is not guessed: after five wrong ones nothing is tried any more', async () => {
    for (let i = 0; i < 5; i++) expect(await check('000000', 400)).toBeUndefined();
    await expect(check(codeAt(400), 400)).rejects.toMatchObject({ code: 'staff.too_many' });
    expect(await check(codeAt(1320), 1320), 'a quarter of an hour later').toMatchObject({ id: olga.id });
  });
});

describe('recovery codes', () => {
  it('are ten, each taken once, in any spelling', async () => {
    expect(new Set(codes).size).toBe(10);
    const [one = ''] = codes;
    expect(await check(one.toUpperCase().replace('-', ' '), 500)).toMatchObject({ id: olga.id });
    expect(await check(one, 501)).toBeUndefined();
    expect(await recoveryCodesLeft(olga.id)).toBe(9);
  });

  it('from before stop working when there are new ones', async () => {
    const fresh = await renewRecoveryCodes(olga, codeAt(600), { safe, now: at(600) });
    expect(await check(codes[1] ?? '', 601)).toBeUndefined();
    expect(await check(fresh[1] ?? '', 602)).toMatchObject({ id: olga.id });
  });
});

it('neither secret nor recovery codes can be read in the database', async () => {
  const stored = JSON.stringify(await mongoose.connection.collection('staff').findOne({}));
  expect(stored).not.toContain(totp.secret.base32);
  for (const code of codes) expect(stored).not.toContain(code);
});

it('nothing is asked for before the first code was right, nor after it was turned off with one', async () => {
  await dropSecondFactor(olga, codeAt(700), { safe, now: at(700) });
  expect((await getStaff(olga.id))?.secondFactorSince).toBeUndefined();
  await offerSecondFactor(olga, safe);
  await expect(confirmSecondFactor(olga, '000000', { safe, now: at(700) })).rejects.toMatchObject({
    code: 'staff.wrong_code_now',
  });
  expect((await getStaff(olga.id))?.secondFactorSince).toBeUndefined();
});
