import type { TestProject } from 'vitest/node';
import { makeTemplate, removeRun, startTestServer } from './server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server with `{database}` in the place of the name. */
    serverUrl: string;
    template: string;
  }
}

/** One server and one migrated template database a run; every test file clones the template. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  const template = `bangfu_t${process.pid}_${Date.now().toString(36)}`;
  await makeTemplate(server, template);
  project.provide('serverUrl', server.url('{database}').replace('%7Bdatabase%7D', '{database}'));
  project.provide('template', template);
  return async () => {
    await removeRun(server, template);
    await server.stop();
  };
}
