import { blocksBot } from './blocks-bot.ts';
import { callsOperator } from './calls-operator.ts';
import type { Story } from './chat.ts';
import { declinesConsent } from './declines-consent.ts';
import { givesFeedback } from './gives-feedback.ts';
import { goesSilent } from './goes-silent.ts';
import { leavesLead } from './leaves-lead.ts';
import { mistypesPhone } from './mistypes-phone.ts';
import { sendsPlan, sendsVoice } from './sends-plan.ts';

/** What somebody does who writes for the first time, and how often. */
export const newcomerStories = [
  { story: leavesLead, weight: 34 },
  { story: goesSilent, weight: 26 },
  { story: mistypesPhone, weight: 14 },
  { story: callsOperator, weight: 12 },
  { story: sendsPlan, weight: 10 },
  { story: sendsVoice, weight: 5 },
  { story: declinesConsent, weight: 5 },
  { story: blocksBot, weight: 4 },
] as const satisfies readonly { story: Story; weight: number }[];

/** What somebody does who has been here before. */
export const returnerStories = [
  { story: givesFeedback, weight: 60 },
  { story: leavesLead, weight: 25 },
  { story: sendsPlan, weight: 15 },
] as const satisfies readonly { story: Story; weight: number }[];
