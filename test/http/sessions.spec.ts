import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storyPassword } from '../../src/demo/cast.js';
import { openOffice, signIn, type Office } from '../support/cast.js';
import { WUJIANG } from '../support/database.js';
import { expectProblem } from './problems.js';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

describe('sessions that are none any more', () => {
  const me = (token?: string) => office.stage.request('get', 'me', token);
  const ended = { status: 401, code: 'access.unauthenticated' } as const;

  it.each(['Bearer', 'Bearer ', 'Basic d2o6eA==', 'Bearer a b', `Bearer ${'x'.repeat(43)}`, 'Bearer 张三'.replace(/[^ -~]/g, '?')])('"%s" lets nobody in', async (header) => {
    expectProblem(await me().set('Authorization', header), ended);
  });

  it('a closed one, and every other one when the password changes', async () => {
    const desk = await office.hire('wj.leaver', WUJIANG, 'analyst');
    await office.stage.request('delete', 'sessions/current', desk.token).expect(204);
    expectProblem(await me(desk.token), ended);
    const [one, two] = [await signIn(office.stage, 'wj.leaver', storyPassword), await signIn(office.stage, 'wj.leaver', storyPassword)];
    await office.stage.request('put', 'me/password', one).send({ currentPassword: storyPassword, newPassword: 'nine-brown-kettles' }).expect(204);
    expectProblem(await me(two), ended);
    await me(one).expect(200);
  });

  it('after five failures the account is shut for a while, and says nothing of it', async () => {
    await office.hire('wj.locked', WUJIANG, 'analyst');
    const attempt = (password: string) => office.stage.request('post', 'sessions').send({ username: 'wj.locked', password });
    const wrong = { status: 401, code: 'sessions.wrong_credentials' } as const;
    for (let failures = 0; failures < 5; failures += 1) expectProblem(await attempt('not-the-password'), wrong);
    expectProblem(await attempt(storyPassword), wrong);
    office.stage.database.clock.skipSeconds(15 * 60 + 1);
    await attempt(storyPassword).expect(201);
  });

  it('answers the same for a name that nobody has', async () => {
    const [nobody, somebody] = [await office.stage.request('post', 'sessions').send({ username: 'wj.nobody', password: storyPassword }),
      await office.stage.request('post', 'sessions').send({ username: 'wj.caseworker', password: 'not-the-password' })];
    const { requestId: _one, ...first } = nobody.body as Record<string, unknown>;
    const { requestId: _other, ...second } = somebody.body as Record<string, unknown>;
    expect([nobody.status, first]).toEqual([somebody.status, second]);
  });

  it('an idle one, and one that is too old although it was used', async () => {
    const idle = await signIn(office.stage, 'wj.reviewer', storyPassword);
    const used = await signIn(office.stage, 'wj.reviewer', storyPassword);
    const { clock } = office.stage.database;
    for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
      await me(used).expect(200);
      clock.skipSeconds(20 * 60);
      if (minutes === 20) expectProblem(await me(idle), ended);
    }
    await me(used).expect(200);
    clock.skipSeconds(21 * 60);
    expectProblem(await me(used), ended);
  });
});
