// A process with a queue of its own; prints one line for each thing that happens to it.
// argv: the queue's options as JSON, then what to do: "hang", "tick" or "leave".
import { randomUUID } from 'node:crypto';
import { JobQueue } from '../../src/platform/queue/job-queue.js';
import type { QueueOptions } from '../../src/platform/queue/queue-options.js';

const [, , encoded = '{}', role] = process.argv;
const say = (line: string) => process.stdout.write(`${line}\n`);
const options = JSON.parse(encoded) as Omit<QueueOptions, 'log'>;
const queue = await JobQueue.open({ ...options, log: () => undefined });
const tick = async (name: string) => {
  say(`tick ${name}`);
};

if (role === 'hang') {
  await queue.work(({ id }) => {
    say(`started ${id}`);
    return new Promise(() => undefined);
  });
} else if (role === 'tick') {
  await queue.schedule([{ name: 'sweep', everySeconds: 1 }], tick);
} else {
  const done = new Promise<void>((resolve) => {
    void queue.work(async () => resolve());
  });
  await queue.schedule([{ name: 'sweep', everySeconds: 60 }], tick);
  await queue.ping();
  await queue.handOver([{ id: randomUUID(), name: 'greet' }]);
  await done;
  await queue.close();
  await queue.close();
}
say('ready');
