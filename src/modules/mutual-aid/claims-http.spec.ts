import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TAICANG, WUJIANG } from '../../../test/support/database.js';
import { startModuleApp, type ModuleApp } from '../../../test/support/module-app.js';
import { newId } from '../../kernel/ids.js';
import { refusalOf } from '../../kernel/refusals.js';
import { openApiDocument, routesWithoutExamples } from '../../platform/http/openapi.js';
import { ClaimsTrial, leukaemia, requiredKinds, type Holder } from './claims.fixture.js';
import { MutualAidModule } from './mutual-aid.module.js';

let stage: ModuleApp;
let trial: ClaimsTrial;
let planId: string;
const caseworkerRights = ['claims:read', 'claims:write', 'claims:reveal'];
const reviewerRights = ['claims:read', 'claims:reveal', 'reviews:read', 'reviews:decide'];

beforeAll(async () => {
  stage = await startModuleApp({
    modules: [MutualAidModule],
    actors: {
      caseworker: { path: WUJIANG, roles: ['caseworker'], permissions: caseworkerRights },
      reviewer: { path: WUJIANG, roles: ['reviewer'], permissions: reviewerRights },
      approver: { path: WUJIANG, roles: ['approver'], permissions: reviewerRights },
      taicang: { path: TAICANG, roles: ['caseworker'], permissions: [...caseworkerRights, ...reviewerRights] },
    },
    environment: { UPLOAD_MAX_MEGABYTES: '1' },
  });
  trial = await ClaimsTrial.on(stage.database);
  stage.database.clock.set('2011-03-21');
  ({ planId } = await trial.plan());
});
afterAll(async () => {
  await trial.close();
  await stage.close();
});

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, who = 'caseworker', version?: number) => {
  const test = stage.call(method, path, who);
  return version === undefined ? test : test.set('If-Match', `"${version}"`);
};
const bodyFor = (holder: Holder) => ({
  cardId: holder.cardId, diagnosis: { ...leukaemia }, account: { payeeName: holder.name, accountNumber: holder.accountNumber, bankName: '某行' },
});
const pdf = (text: string) => Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`);
const upload = (id: string, kind: string, content: Buffer, name = 'a.pdf') => call('post', `mutual-aid/claims/${id}/documents`).field('kind', kind).attach('file', content, name);
const draft = async () => (await call('post', 'mutual-aid/claims').send(bodyFor(await trial.holder(planId))).expect(201)).body as { id: string; version: number };

describe('claims over HTTP', () => {
  it('go from the draft to the approval', async () => {
    const { id } = await draft();
    for (const kind of requiredKinds) await upload(id, kind, pdf(`${kind} ${id}`)).expect(201);
    const claim = await call('get', `mutual-aid/claims/${id}`).expect(200).expect('ETag', '"4"');
    expect(claim.body).toMatchObject({ status: 'draft', documents: [{ kind: 'claim_form' }, { kind: 'id_copy' }, { kind: 'diagnosis_report' }] });
    await call('post', `mutual-aid/claims/${id}/submission`, 'caseworker', 4).send({}).expect(201).expect(({ body }) => expect(body).toMatchObject({ status: 'screening' }));
    await trial.work();
    for (const [who, stage, status] of [['reviewer', 'first_review', 'final_review'], ['approver', 'final_review', 'approved']] as const) {
      const task = await call('post', 'review-tasks/leases', who).send({ stage }).expect(201);
      const { id: taskId, subjectVersion } = task.body as { id: string; subjectVersion: number };
      expect(task.headers['etag']).toBe(`"${subjectVersion}"`);
      const look = await call('get', `review-tasks/${taskId}`, who).expect(200);
      expect(look.body).toMatchObject({ heldByMe: true, subject: { diagnosis: { icd10Code: 'C92.0' }, claim: { status: stage } } });
      await call('post', `review-tasks/${taskId}/decision`, who, subjectVersion - 1).send({ outcome: 'endorse' }).expect(412);
      await call('post', `review-tasks/${taskId}/decision`, who, subjectVersion).send({ outcome: 'endorse' }).expect(201);
      expect(await trial.statusOf(id)).toBe(status);
    }
    const history = await call('get', `mutual-aid/claims/${id}/history`).expect(200);
    expect((history.body as { items: object[] }).items.at(-1)).toMatchObject({ event: 'endorse_final', toStatus: 'approved', accountId: stage.actors.get('approver')?.accountId });
  });

  it('answer a repeated draft and a repeated upload with the same claim and document', async () => {
    const body = bodyFor(await trial.holder(planId));
    const [draftKey, uploadKey] = [newId(), newId()];
    const make = () => call('post', 'mutual-aid/claims').set('Idempotency-Key', draftKey).send(body).expect(201);
    const { id } = (await make()).body as { id: string };
    expect((await make()).body).toMatchObject({ id });
    const put = () => upload(id, 'invoice', pdf('one and the same')).set('Idempotency-Key', uploadKey);
    await put().expect(201);
    expect((await put().expect(201)).body).toMatchObject({ documents: [{ kind: 'invoice' }] });
    await upload(id, 'invoice', pdf('another')).set('Idempotency-Key', uploadKey).expect(409);
  });

  it('give a paper out as an attachment under its own name', async () => {
    const { id } = await draft();
    const { body } = await upload(id, 'invoice', pdf('发票'), '发票 1.pdf').expect(201);
    const [document] = (body as { documents: { id: string }[] }).documents;
    const answer = await call('get', `mutual-aid/claims/${id}/documents/${document?.id}/content`, 'reviewer').expect(200)
      .expect('Content-Type', 'application/pdf').expect('X-Content-Type-Options', 'nosniff')
      .expect('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent('发票 1.pdf')}`);
    expect(Buffer.compare(answer.body as Buffer, pdf('发票'))).toBe(0);
    await call('get', `mutual-aid/claims/${id}/documents/${document?.id}/content`, 'taicang').expect(404);
    await call('delete', `mutual-aid/claims/${id}/documents/${document?.id}`, 'caseworker', 2).expect(200);
  });

  it('are edited with If-Match and revealed with a reason', async () => {
    const { id } = await draft();
    await call('patch', `mutual-aid/claims/${id}`).send({ contactMobile: '13812340001' }).expect(428);
    const edited = await call('patch', `mutual-aid/claims/${id}`, 'caseworker', 1).send({ contactMobile: '13812340001' }).expect(200);
    expect(edited.body).toMatchObject({ version: 2, contactMobile: '138****0001' });
    const revealed = await call('post', `mutual-aid/claims/${id}/reveals`).send({ fields: ['contactMobile'], reason: '联系本人' }).expect(200);
    expect(revealed.body).toEqual({ contactMobile: '13812340001' });
    await call('post', `mutual-aid/claims/${id}/withdrawal`).send({ reason: '重新起草' }).expect(201);
  });
});

describe('bad input', () => {
  it.each<[string, (body: ReturnType<typeof bodyFor>) => object, number, string]>([
    ['an unknown ICD code', (body) => ({ ...body, diagnosis: { ...body.diagnosis, icd10Code: 'A29' } }), 422, 'diagnosis.icd10Code'],
    ['no ICD code at all', (body) => ({ ...body, diagnosis: { ...body.diagnosis, icd10Code: '肺癌' } }), 422, 'diagnosis.icd10Code'],
    ['a diagnosis in the future', (body) => ({ ...body, diagnosis: { ...body.diagnosis, diagnosedOn: '2011-03-22' } }), 422, 'diagnosis.diagnosedOn'],
    ['a diagnosis before birth', (body) => ({ ...body, diagnosis: { ...body.diagnosis, diagnosedOn: '1969-12-31' } }), 422, 'diagnosis.diagnosedOn'],
    ['a date that does not exist', (body) => ({ ...body, diagnosis: { ...body.diagnosis, diagnosedOn: '2011-02-30' } }), 400, 'diagnosis.diagnosedOn'],
    ['a card number with a wrong check digit', (body) => ({ ...body, account: { ...body.account, accountNumber: '6222021102000000012' } }), 422, 'account.accountNumber'],
    ['a hospital grade of 4', (body) => ({ ...body, diagnosis: { ...body.diagnosis, hospitalGrade: 4 } }), 400, 'diagnosis.hospitalGrade'],
    ['an unknown field', (body) => ({ ...body, status: 'approved' }), 400, 'status'],
    ['an unknown field inside', (body) => ({ ...body, account: { ...body.account, amountFen: 1 } }), 400, 'account.amountFen'],
    ['a text instead of an object', (body) => ({ ...body, diagnosis: 'C92.0' }), 400, 'diagnosis'],
    ['NUL', (body) => ({ ...body, account: { ...body.account, bankName: '某\0行' } }), 400, 'account.bankName'],
    ['a lone surrogate', (body) => ({ ...body, diagnosis: { ...body.diagnosis, text: '癌\ud800' } }), 400, 'diagnosis.text'],
    ['a malformed card id', (body) => ({ ...body, cardId: '1' }), 400, 'cardId'],
  ])('%s is refused by name', async (_name, change, status, field) => {
    const { rows: before } = await trial.db.owner.query('SELECT count(*) FROM claims');
    const answer = await call('post', 'mutual-aid/claims').send(change(bodyFor(await trial.holder(planId)))).expect(status);
    expect((answer.body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(field);
    expect((await trial.db.owner.query('SELECT count(*) FROM claims')).rows).toEqual(before);
  });

  it.each<[string, string, Buffer, number, string]>([
    ['a text that calls itself a PDF', 'invoice', Buffer.from('not a PDF at all'), 415, 'document.type_not_allowed'],
    ['an empty file', 'invoice', Buffer.alloc(0), 400, 'document.empty'],
    ['a file that is too large', 'invoice', Buffer.concat([pdf('large'), Buffer.alloc(1_100_000)]), 413, 'document.too_large'],
    ['an unknown kind', 'death_certificate', pdf('kind'), 400, 'request.invalid'],
  ])('%s is refused and leaves nothing', async (_name, kind, content, status, code) => {
    const { id } = await draft();
    const answer = await upload(id, kind, content).expect(status);
    expect(answer.body).toMatchObject({ code });
    expect((await call('get', `mutual-aid/claims/${id}`).expect(200)).body).toMatchObject({ version: 1, documents: [] });
  });

  it('a document for a claim that has been handed in is refused', async () => {
    const { id } = await draft();
    await call('post', `mutual-aid/claims/${id}/submission`, 'caseworker', 1).send({}).expect(201);
    expect((await upload(id, 'invoice', pdf('late')).expect(409)).body).toMatchObject({ code: 'claim.wrong_status' });
  });

  it('needs a key, a version, a known filter and a body of its kind', async () => {
    const { id } = await draft();
    await call('post', 'mutual-aid/claims').unset('Idempotency-Key').send({}).expect(428);
    await call('post', `mutual-aid/claims/${id}/submission`).send({}).expect(428);
    await call('get', 'mutual-aid/claims?state=paid').expect(400);
    await call('get', 'mutual-aid/claims?status=lost').expect(400);
    await call('get', 'review-tasks?cursor=x', 'reviewer').expect(400);
    await call('post', `mutual-aid/claims/${id}/documents`).send({ kind: 'invoice' }).expect(415);
    await call('post', `mutual-aid/claims/${id}/reveals`).send({ fields: ['everything'], reason: 'x' }).expect(400);
  });
});

describe('who may not', () => {
  it('a sister branch sees nothing and touches nothing', async () => {
    const { id, version } = await draft();
    expect((await call('get', 'mutual-aid/claims', 'taicang').expect(200)).body).toEqual({ items: [], nextCursor: null });
    expect((await call('get', 'review-tasks', 'taicang').expect(200)).body).toEqual({ items: [], nextCursor: null });
    for (const [method, path] of [
      ['get', ''], ['get', '/history'], ['patch', ''], ['post', '/submission'], ['post', '/withdrawal'], ['post', '/reveals'],
    ] as const) {
      const bodies: Record<string, object> = { '/withdrawal': { reason: 'x' }, '/reveals': { fields: ['diagnosis'], reason: 'x' } };
      const test = call(method, `mutual-aid/claims/${id}${path}`, 'taicang', version);
      expect((await (method === 'get' ? test : test.send(bodies[path] ?? {}))).status).toBe(404);
    }
  });

  it('a caseworker decides nothing, a reviewer files nothing', async () => {
    await call('post', 'review-tasks/leases').send({}).expect(403);
    await call('post', `review-tasks/${newId()}/decision`, 'caseworker', 1).send({ outcome: 'endorse' }).expect(403);
    await call('post', 'mutual-aid/claims', 'reviewer').send(bodyFor(await trial.holder(planId))).expect(403);
    await call('post', `review-tasks/${newId()}/decision`, 'reviewer', 1).send({ outcome: 'endorse' }).expect(404);
  });
});

describe('the documentation', () => {
  it('has an example for every route', () => {
    expect(routesWithoutExamples(openApiDocument(stage.app))).toEqual([]);
  });

  it('names only refusals that exist', () => {
    const named = JSON.stringify(openApiDocument(stage.app)).match(/"(claim|review|document)\.[a-z_]+"/g) ?? [];
    expect(named.map((code) => code.slice(1, -1)).filter((code) => !refusalOf(code))).toEqual([]);
  });
});
