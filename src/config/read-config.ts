import { isIP } from 'node:net';
import { getCountries, isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';

/** An empty variable is one that is not set: that is how `.env` files leave things out. */
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(value => (value === '' ? undefined : value), schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess(given => (given === '' || given === undefined ? value : given), schema);

const url = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .transform(text => text.replace(/\/+$/, ''));
const parts = ['bots', 'panel', 'jobs'] as const;
const logLevel = withDefault(
  z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    error: 'must be trace, debug, info, warn, error or silent',
  }),
  'info',
);

const configSchema = z
  .object({
    PORT: withDefault(z.coerce.number({ error: 'must be a number' }).int().min(0).max(65_535), 3000),
    HOST: withDefault(
      z.string().refine(host => isIP(host) || /^[\w.-]+$/.test(host), 'must be an address or a host name'),
      '0.0.0.0',
    ),
    PUBLIC_URL: optional(url),
    MONGODB_URI: optional(z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')),
    DATA_DIR: withDefault(z.string(), './data'),
    RUN: withDefault(
      z
        .string()
        .transform(text => text.split(',').map(part => part.trim()))
        .pipe(z.array(z.enum(parts, { error: `may name ${parts.join(', ')}, with commas between` })).min(1)),
      parts.join(','),
    ),
    FLOWS_DIR: withDefault(z.string(), './flows'),
    SESSION_SECRET: optional(z.string().min(32, 'needs at least 32 characters; leave it empty to have one made')),
    OWNER_EMAIL: optional(z.email({ error: 'is not an e-mail address' })),
    // As every password: src/staff/passwords.ts.
    OWNER_PASSWORD: optional(z.string().min(10, 'needs at least 10 characters')),
    TELEGRAM_TOKEN: optional(z.string()),
    TELEGRAM_API_ROOT: optional(url),
    TELEGRAM_TRANSPORT: optional(z.enum(['polling', 'webhook'], { error: 'must be polling or webhook' })),
    TELEGRAM_WEBHOOK_SECRET: optional(
      z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, 'may have 1 to 256 characters of A-Z a-z 0-9 _ -'),
    ),
    VK_TOKEN: optional(z.string()),
    VK_GROUP_ID: optional(z.string().regex(/^\d+$/, 'must be the number of the community, without a minus')),
    VK_API_ROOT: optional(url),
    VK_TRANSPORT: optional(z.enum(['longpoll', 'callback'], { error: 'must be longpoll or callback' })),
    VK_CONFIRMATION_CODE: optional(z.string()),
    VK_SECRET: optional(z.string().max(50, 'may have at most 50 characters')),
    WEBHOOKS_SECRET: optional(z.string().min(16, 'needs at least 16 characters')),
    WEBHOOKS_PRIVATE: withDefault(
      z.enum(['true', 'false'], { error: 'must be true or false' }).transform(text => text === 'true'),
      'false',
    ),
    FILE_LIMITS: withDefault(z.string().transform(readFileLimits), ''),
    DEFAULT_REGION: withDefault(
      z
        .string()
        .refine(
          code => isSupportedCountry(code),
          `must be the code of a country, one of ${getCountries().slice(0, 3).join(', ')}…`,
        ),
      'RU',
    ),
    DEFAULT_TIMEZONE: withDefault(
      z.string().refine(isTimeZone, 'must be the name of a time zone, such as Europe/Moscow'),
      'Europe/Moscow',
    ),
    LOG_LEVEL: logLevel,
  })
  .superRefine(
    (config, context) => {
      const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if (config.OWNER_EMAIL && !config.OWNER_PASSWORD) fault('OWNER_PASSWORD', 'is needed with OWNER_EMAIL');
      if (config.OWNER_PASSWORD && !config.OWNER_EMAIL) fault('OWNER_EMAIL', 'is needed with OWNER_PASSWORD');
      if (config.VK_TOKEN && config.VK_TRANSPORT === 'callback') {
        if (!config.VK_SECRET)
          fault('VK_SECRET', 'is needed with VK_TRANSPORT=callback: without it anybody could write in VK’s name');
        if (!config.VK_GROUP_ID) fault('VK_GROUP_ID', 'is needed with VK_TRANSPORT=callback');
      }
    },
    // Also where a variable by itself is wrong: all faults are told at once.
    { when: () => true },
  );

export type Config = z.infer<typeof configSchema>;

/** Reads the environment. AppError `config.invalid` tells every fault at once, one a line, each with the variable's name. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = configSchema.safeParse(env);
  if (result.success) return result.data;
  const faults = result.error.issues.map(issue => `  ${issue.path[0]?.toString() ?? ''} ${issue.message}`);
  throw new AppError(
    'config.invalid',
    `These settings of the environment are wrong (each is explained in .env.example):\n${faults.join('\n')}`,
    { faults },
  );
}

/** The level to log at while it is not known yet whether the settings are right: the default one where `LOG_LEVEL` is wrong. */
export function readLogLevel(env: Record<string, string | undefined>): Config['LOG_LEVEL'] {
  return logLevel.safeParse(env.LOG_LEVEL).data ?? 'info';
}

const megabyte = 1024 * 1024;
const families = ['photo', 'video', 'audio', 'document'] as const;
type Limits = Partial<Record<(typeof families)[number], number>>;

/** Reads `photo=20,video=500`, in megabytes, into bytes by kind. */
function readFileLimits(text: string, context: z.RefinementCtx): Limits {
  const limits: Limits = {};
  for (const part of text.split(',').map(part => part.trim())) {
    const [, name, megabytes] = /^(\w+)\s*=\s*(\d+)$/.exec(part) ?? [];
    const family = families.find(known => known === name);
    if (family && Number(megabytes) >= 1) limits[family] = Number(megabytes) * megabyte;
    else if (part) context.addIssue(`has “${part}”, which must be one of ${families.join(', ')}, “=” and megabytes`);
  }
  return limits;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
