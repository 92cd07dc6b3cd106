import type { DealFacts } from '../flow/index.ts';
import { sealTokens } from './token.ts';

/** What this room is told of the rooms that it does not know. */
export interface Outside {
  /** The firm's own (IANA). */
  timeZone: string;
  /** Where the program is found from outside, as far as it is told: links are counted there. */
  publicUrl?: string;
  /** The names of members of the staff, by their ids. */
  ownerNames(ids: string[]): Promise<ReadonlyMap<string, string>>;
  /** The open deal of each of these contacts that has one. */
  openDeals(contacts: string[]): Promise<ReadonlyMap<string, DealFacts>>;
}

let told: Outside = { timeZone: 'UTC', ownerNames: async () => new Map(), openDeals: async () => new Map() };

/** To be called once, before anything is planned or shown. `secret`: what tokens are made with, told to nobody. */
export function tellDeliveries({ secret, ...rest }: Outside & { secret: string }): void {
  sealTokens(secret);
  told = rest;
}

export const outside = (): Outside => told;
