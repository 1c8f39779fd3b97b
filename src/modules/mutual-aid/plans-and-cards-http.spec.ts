import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAICANG, WUJIANG } from '../../../test/support/database.js';
import { startModuleApp, type ModuleApp } from '../../../test/support/module-app.js';
import { newId } from '../../kernel/ids.js';
import { refusalOf } from '../../kernel/refusals.js';
import { openApiDocument, routesWithoutExamples } from '../../platform/http/openapi.js';
import { createPlanExample, planVersionRequestExample } from './dto/plan.examples.js';
import { createCardBatchExample } from './dto/card.examples.js';
import { MutualAidModule } from './mutual-aid.module.js';
import { plansAndCardsOn } from './plans-and-cards.fixture.js';

let stage: ModuleApp;
let house: ReturnType<typeof plansAndCardsOn>;

beforeAll(async () => {
  const caseworker = ['plans:read', 'cards:read', 'cards:write'];
  stage = await startModuleApp({
    modules: [MutualAidModule],
    actors: {
      finance: { path: WUJIANG, roles: [], permissions: ['plans:read', 'plans:manage'] },
      caseworker: { path: WUJIANG, roles: [], permissions: caseworker },
      reader: { path: WUJIANG, roles: [], permissions: ['plans:read', 'cards:read'] },
      taicang: { path: TAICANG, roles: [], permissions: caseworker },
    },
  });
  house = plansAndCardsOn(stage.database);
});
afterAll(() => stage.close());

const call = (method: 'get' | 'post', path: string, who: string) => stage.call(method, `mutual-aid/${path}`, who);
let count = 0;
const planBody = async (version: object = {}) => ({
  ...createPlanExample, code: `H${(count += 1)}`, fundId: await house.fund(stage.actors.get('finance')!), version: { ...createPlanExample.version, ...version } });
const newPlan = async (): Promise<string> => (await call('post', 'plans', 'finance').send(await planBody()).expect(201)).body.id as string;
const batchBody = async (changed: object = {}) => ({ ...createCardBatchExample, planId: await newPlan(), personIds: undefined, ...changed });

describe('plans over HTTP', () => {
  it('answers the documented examples with a plan, its versions and its illnesses', async () => {
    const made = await call('post', 'plans', 'finance').send(await planBody()).expect(201);
    expect(made.headers['etag']).toBe('"1"');
    expect(made.body).toMatchObject({ version: 1, current: { number: 1, benefitFen: 1_000_000, illnessCount: 14, waivableFindings: [], minimumAge: null } });
    const path = `plans/${made.body.id as string}`;
    const revised = await call('post', `${path}/versions`, 'finance').send(planVersionRequestExample).expect(201);
    expect(revised.body).toMatchObject({ version: 2, current: { number: 1 }, versions: [{ number: 1 }, { number: 2, waivableFindings: ['claim_too_late'] }] });
    expect((await call('get', path, 'reader').expect(200)).body).toEqual(revised.body);
    const { versions: _versions, ...listed } = revised.body as Record<string, unknown>;
    expect((await call('get', 'plans?limit=200', 'reader').expect(200)).body.items).toContainEqual(listed);
    expect((await call('get', `${path}/illnesses`, 'reader').expect(200)).body).toMatchObject({ versionNumber: 1, nextCursor: null });
    expect((await call('get', `${path}/illnesses?versionNumber=2`, 'reader').expect(200)).body.items).toHaveLength(14);
    await call('get', path, 'taicang').expect(404);
  });

  it.each<[string, object, string]>([
    ['an illness benefit of nothing', { benefitFen: 0 }, 'version.benefitFen'],
    ['half a fen', { benefitFen: 0.5 }, 'version.benefitFen'],
    ['an unknown document', { requiredDocuments: ['passport'] }, 'version.requiredDocuments'],
    ['no document', { requiredDocuments: [] }, 'version.requiredDocuments'],
    ['a finding that is never waived', { waivableFindings: ['already_awarded'] }, 'version.waivableFindings'],
    ['a date that does not exist', { validFrom: '2011-02-29' }, 'version.validFrom'],
    ['a hospital of grade 4', { minimumHospitalGrade: 4 }, 'version.minimumHospitalGrade'],
    ['an unknown field', { illnessCount: 13 }, 'version.illnessCount'],
    ['a missing field', { cardTermMonths: undefined }, 'version.cardTermMonths'],
  ])('names the field of %s', async (_case, wrong, field) => {
    const answer = await call('post', 'plans', 'finance').send(await planBody(wrong)).expect(400);
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it('answers what a rule refuses with its code and its fields', async () => {
    const answer = await call('post', 'plans', 'finance').send(await planBody({ minimumAge: 61, maximumAge: 60 })).expect(422);
    expect(answer.body).toMatchObject({ code: 'plan.version_invalid', errors: [{ field: 'version.maximumAge', code: 'ages_crossed' }] });
    const late = await call('post', `plans/${await newPlan()}/versions`, 'finance').send({ ...planVersionRequestExample, validFrom: '2010-12-31' }).expect(409);
    expect(late.body).toMatchObject({ code: 'plan.version_not_later' });
    expect(late.text).toContain('2011-01-01');
  });

  it('is for those who may, and repeatable only with a key', async () => {
    await call('post', 'plans', 'caseworker').send(await planBody()).expect(403);
    await call('post', 'plans', 'finance').unset('Idempotency-Key').send(await planBody()).expect(428);
    await call('get', 'plans?status=open', 'reader').expect(400);
    await call('get', 'plans/1/illnesses', 'reader').expect(400);
    await call('get', `plans/${await newPlan()}/illnesses?versionNumber=0`, 'reader').expect(400);
  });
});

describe('cards over HTTP', () => {
  it('opens a batch, gives its cards and closes it under its version', async () => {
    const people = await house.newMembers(stage.actors.get('caseworker')!, 2);
    const made = await call('post', 'card-batches', 'caseworker').send(await batchBody({ personIds: people })).expect(201);
    expect(made.body).toMatchObject({ cardCount: 2, alreadyHeld: 0, status: 'open', planVersionNumber: 1, organization: { nameZh: '吴江市总工会' }, version: 1 });
    const batch = made.body.id as string;
    const page = await call('get', `cards?batchId=${batch}&limit=1`, 'reader').expect(200);
    const { items, nextCursor } = page.body as { items: { id: string; personId: string; state: string; cardNumber: string }[]; nextCursor: string };
    expect(items).toEqual([expect.objectContaining({ personId: people[0], state: 'active', status: 'issued', holderName: expect.stringMatching(/^王\*+$/) as string, validTo: '2012-01-03' })]);
    expect((await call('get', `cards?batchId=${batch}&limit=1&cursor=${nextCursor}`, 'reader').expect(200)).body).toMatchObject({ items: [{ personId: people[1] }], nextCursor: null });
    expect((await call('get', `cards/${items[0]!.id}`, 'reader').expect(200)).body).toMatchObject({ cardNumber: items[0]!.cardNumber, history: [{ event: 'issued', by: '测试账号' }] });
    await call('post', `card-batches/${batch}/closing`, 'caseworker').expect(428);
    expect((await call('post', `card-batches/${batch}/closing`, 'caseworker').set('If-Match', '"9"').expect(412)).body).toMatchObject({ code: 'version.stale' });
    const closed = await call('post', `card-batches/${batch}/closing`, 'caseworker').set('If-Match', '"1"').expect(201);
    expect(closed.body).toMatchObject({ status: 'closed', version: 2 });
    expect((await call('get', `card-batches?status=closed&planId=${closed.body.planId as string}`, 'reader').expect(200)).body.items).toEqual([closed.body]);
  });

  it('gives the first answer to a repeated request, and one batch', async () => {
    const key = newId();
    const body = await batchBody();
    const send = () => call('post', 'card-batches', 'caseworker').set('Idempotency-Key', key).send(body);
    const first = await send().expect(201);
    expect((await send().expect(201)).body).toEqual(first.body);
    expect((await call('get', `card-batches?planId=${body.planId}`, 'reader').expect(200)).body.items).toHaveLength(1);
  });

  it('names each person who can not have a card', async () => {
    const answer = await call('post', 'card-batches', 'caseworker').send(await batchBody({ personIds: [newId()] })).expect(422);
    expect(answer.body).toMatchObject({ code: 'card_batch.holders_refused', errors: [{ field: 'personIds.0', code: 'card.holder_not_found' }] });
  });

  it('shows a sister branch nothing', async () => {
    const batch = (await call('post', 'card-batches', 'caseworker').send(await batchBody()).expect(201)).body.id as string;
    await call('get', `card-batches/${batch}`, 'taicang').expect(404);
    expect((await call('get', 'card-batches', 'taicang').expect(200)).body).toEqual({ items: [], nextCursor: null });
    expect((await call('get', 'cards', 'taicang').expect(200)).body).toEqual({ items: [], nextCursor: null });
    expect((await call('post', `card-batches/${batch}/closing`, 'taicang').set('If-Match', '1').expect(404)).body).toMatchObject({ code: 'card_batch.not_found' });
    await call('post', 'card-batches', 'reader').send(await batchBody()).expect(403);
  });

  it.each([
    ['cards?idNumber=320502198207092047'], ['cards?personId=1'], ['cards?batchId='], ['cards?cursor=xyz'], ['cards?limit=0'], ['card-batches?status=any'],
  ])('refuses %s', async (path) => {
    await call('get', path, 'reader').expect(400);
  });
});

it('documents every route with examples, and refusals that are declared', () => {
  const document = openApiDocument(stage.app);
  expect(routesWithoutExamples(document)).toEqual([]);
  const codes = Object.entries(document.paths).filter(([path]) => /plans|card/.test(path))
    .flatMap(([, methods]) => Object.values(methods as Record<string, { 'x-refusals'?: string[] }>).flatMap((route) => route['x-refusals'] ?? []));
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !refusalOf(code))).toEqual([]);
});
