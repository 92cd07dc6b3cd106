export const replyLanguages = ['ru', 'en'] as const;
export type ReplyLanguage = (typeof replyLanguages)[number];

export interface ReplyFile {
  /** In the files room. */
  id: string;
  kind: 'photo' | 'video' | 'voice' | 'audio' | 'document';
  name: string;
  mime: string;
  /** Bytes. */
  size: number;
  /** Seconds. */
  duration?: number;
}

/** Under a reply: opens a link, or comes back as what they pressed. */
export interface ReplyButton {
  label: string;
  url?: string;
}

/** An answer that is written once and sent often. */
export interface CannedReply {
  id: string;
  /** What it is found by. */
  name: string;
  /** Whose own it is; everybody's where it is not told. */
  staff?: string;
  /** In the languages of customers; `{{…}}` are filled in as it is used. */
  texts: Partial<Record<ReplyLanguage, string>>;
  files: ReplyFile[];
  buttons: ReplyButton[];
  /** Grows with every change. */
  version: number;
  changedAt: Date;
  changedBy: string;
}

/** The words for a customer: in their language, else in the other. */
export function textFor({ texts }: Pick<CannedReply, 'texts'>, language: ReplyLanguage): string {
  const other = language === 'ru' ? 'en' : 'ru';
  return texts[language] || texts[other] || '';
}
