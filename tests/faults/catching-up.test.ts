import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { contactOfIdentity } from '../../src/contacts/index.ts';
import { startVkStandIn, type VkCustomer } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { settled } from './support.ts';

const database = useDatabase();

it('what VK told of people while nobody listened is caught up with as it happened, whoever changed their mind', async () => {
  const vk = await startVkStandIn({ limits: false });
  await mongoose.disconnect();
  const [anna, boris, vera, gleb] = ['Анна', 'Борис', 'Вера', 'Глеб'].map(firstName => vk.customer({ firstName }));
  if (!anna || !boris || !vera || !gleb) throw new Error('Nobody is there');
  const conversation = ({ id }: VkCustomer) => `vk:${vk.group.id}:${id}`;
  const stateOf = async (customer: VkCustomer) => (await contactOfIdentity(conversation(customer)))?.identities[0];
  let program = await startTestProgram({ uri: database.uri, vk });
  try {
    for (const customer of [anna, boris, vera, gleb]) {
      await customer.says('Здравствуйте');
      await customer.receives(/./);
    }
    await program.stop();
    await anna.blocks();
    await anna.unblocks();
    await boris.blocks();
    await boris.says('Я передумал');
    await vera.unblocks();
    await vera.blocks();
    await gleb.leaves();
    await gleb.joins();
    const before = boris.messages.length;
    program = await startTestProgram({ uri: database.uri, vk });
    await until('Boris is answered', async () => boris.messages.length > before);
    await until('Gleb has joined', async () => (await stateOf(gleb))?.membership?.joined);
    await until('Vera has denied', async () => (await stateOf(vera))?.reachability.state === 'denied');
    for (const customer of [anna, boris]) {
      const told = (await settled(conversation(customer))).flatMap(({ event }) => event?.what ?? []);
      expect(told).toEqual(['unblocked', 'blocked', 'unblocked']);
      expect((await stateOf(customer))?.reachability.state).toBe('reachable');
    }
  } finally {
    await program.stop();
    await vk.stop();
    await mongoose.connect(database.uri);
  }
});
