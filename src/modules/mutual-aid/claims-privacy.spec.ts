import { describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { holder, office, one, trial, useClaims } from './claims-office.fixture.js';
import { leukaemia, TAICANG } from './claims.fixture.js';
import { HIDDEN } from './claim-views.js';

useClaims();

describe('who may', () => {
  it('keeps the registrar, the reviewer and the approver apart', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    const both = { ...office.caseworker, directRoles: [{ role: 'reviewer', organizationPath: office.caseworker.scope }] };
    await expect(trial.decide(both, id)).rejects.toMatchObject({ code: 'review.four_eyes' });
    await trial.decide(office.reviewer, id);
    const reviewerToo = { ...office.reviewer, directRoles: [{ role: 'approver', organizationPath: office.reviewer.scope }] };
    await expect(trial.decide(reviewerToo, id)).rejects.toMatchObject({ code: 'review.four_eyes' });
    await expect(trial.payDirectly.execute(office.reviewer, { payableId: newId(), version: 1, method: 'bank', bankReference: 'X' })).rejects.toThrow();
  });

  it('makes everybody who edits a registrar, and a reviewer can not edit', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    await trial.decide(office.reviewer, id, 'return', 'other', '请核对');
    const { version } = await trial.queries.one(office.reviewer, id);
    await expect(trial.editClaim.execute(office.reviewer, { claimId: id, version, contactMobile: '13812340001' })).rejects.toMatchObject({ code: 'review.four_eyes' });
    const colleague = await trial.db.actor({ path: office.caseworker.scope, roles: ['caseworker'] });
    await trial.editClaim.execute(colleague, { claimId: id, version, contactMobile: '13812340002' });
    expect(await one(`SELECT count(*)::int FROM case_parts WHERE subject_id = $1 AND part = 'registrar'`, id)).toEqual({ count: 2 });
  });

  it('shows nothing to a sister branch', async () => {
    const { caseworker } = await trial.office(TAICANG);
    const person = await holder();
    const id = await trial.filed(office.caseworker, person);
    await expect(trial.queries.one(caseworker, id)).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.queries.history(caseworker, id)).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.submitClaim.execute(caseworker, { claimId: id, version: 1 })).rejects.toMatchObject({ code: 'claim.not_found' });
    await expect(trial.draft(caseworker, person)).rejects.toMatchObject({ code: 'claim.card_not_found' });
    await expect(trial.revealClaim.execute(caseworker, id, ['diagnosis'], '看看')).rejects.toMatchObject({ code: 'claim.not_found' });
  });
});

describe('what is written and shown', () => {
  it('refuses wrong input field by field and writes nothing', async () => {
    const person = await holder();
    const before = await one('SELECT count(*) FROM claims');
    await expect(trial.draft(office.caseworker, person, {
      diagnosis: { ...leukaemia, icd10Code: 'A29.0', diagnosedOn: '2011-03-22' },
      account: { payeeName: person.name, accountNumber: '6222021102000000012', bankName: '某行' }, contactMobile: '123',
    })).rejects.toMatchObject({
      code: 'claim.invalid',
      details: { errors: [
        { field: 'diagnosis.icd10Code', code: 'icd10_unknown' }, { field: 'diagnosis.diagnosedOn', code: 'diagnosed_in_future' },
        { field: 'account.accountNumber', code: 'bank_card_check_digit' }, { field: 'contactMobile', code: 'mobile_length' }] },
    });
    await expect(trial.draft(office.caseworker, person, { diagnosis: { ...leukaemia, diagnosedOn: '1970-04-30' } }))
      .rejects.toMatchObject({ details: { errors: [{ code: 'diagnosed_before_birth' }] } });
    expect(await one('SELECT count(*) FROM claims')).toEqual(before);
  });

  it('refuses a void card', async () => {
    const person = await holder();
    await trial.db.owner.query(`UPDATE cards SET status = 'void' WHERE id = $1`, [person.cardId]);
    await expect(trial.draft(office.caseworker, person)).rejects.toMatchObject({ code: 'claim.card_void' });
  });

  it('masks a claim, reveals it for a reason, and remembers the look', async () => {
    const person = await holder();
    const id = await trial.draft(office.caseworker, person, { contactMobile: '13812340001' }, []);
    const shown = await trial.queries.one(office.caseworker, id);
    expect(shown.diagnosis).toMatchObject({ icd10Code: HIDDEN, operationCode: null, text: HIDDEN });
    expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${person.name}|${person.accountNumber}|13812340001|C92|白血病`));
    const revealed = await trial.revealClaim.execute(office.caseworker, id, ['diagnosis', 'accountNumber', 'contactMobile'], '核对材料');
    expect(revealed).toEqual({ diagnosis: leukaemia, accountNumber: person.accountNumber, contactMobile: '13812340001' });
    expect(await one('SELECT account_id, fields, reason FROM reveals WHERE subject_id = $1', id))
      .toEqual({ account_id: office.caseworker.accountId, fields: ['diagnosis', 'accountNumber', 'contactMobile'], reason: '核对材料' });
  });

  it('shows the diagnosis to the holder of the task alone, and records the look', async () => {
    const id = await trial.filed(office.caseworker, await holder());
    const { rows } = await trial.db.owner.query<{ id: string }>('SELECT id FROM review_tasks WHERE subject_id = $1', [id]);
    const taskId = rows[0]!.id;
    const diagnosisIn = async (actor: Actor) => ((await trial.lookAtTask.execute(actor, taskId)).subject as { diagnosis: { icd10Code: string } }).diagnosis.icd10Code;
    expect(await diagnosisIn(office.reviewer)).toBe(HIDDEN);
    await trial.leaseTask.execute(office.reviewer, { taskId });
    expect(await diagnosisIn(office.reviewer)).toBe('C92.0');
    expect(await diagnosisIn(office.approver)).toBe(HIDDEN);
    expect((await trial.db.owner.query('SELECT account_id FROM reveals WHERE subject_id = $1', [id])).rows).toEqual([{ account_id: office.reviewer.accountId }]);
  });

  it('edits under a version; a stale one is refused, and so is a claim that has been handed in', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    await trial.editClaim.execute(office.caseworker, { claimId: id, version: 1, diagnosis: { ...leukaemia, icd10Code: 'c91.0' } });
    await expect(trial.editClaim.execute(office.caseworker, { claimId: id, version: 1, contactMobile: null })).rejects.toMatchObject({ code: 'version.stale' });
    expect((await trial.revealClaim.execute(office.caseworker, id, ['diagnosis'], '核对')).diagnosis?.icd10Code).toBe('C91.0');
    await expect(trial.submitClaim.execute(office.caseworker, { claimId: id, version: 1 })).rejects.toMatchObject({ code: 'version.stale' });
    await trial.submit(office.caseworker, id);
    await expect(trial.editClaim.execute(office.caseworker, { claimId: id, version: 3, contactMobile: null })).rejects.toMatchObject({ code: 'claim.wrong_status' });
  });

  it('raises the version with every document, and refuses a repeated one', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    const documentId = await trial.attach(office.caseworker, id, 'invoice', 'invoice 1');
    await expect(trial.attach(office.caseworker, id, 'invoice', 'invoice 1')).rejects.toMatchObject({ code: 'claim.document_repeated' });
    expect((await trial.queries.one(office.caseworker, id)).version).toBe(2);
    await trial.removeDocument.execute(office.caseworker, { claimId: id, claimDocumentId: documentId, version: 2 });
    expect(await trial.queries.one(office.caseworker, id)).toMatchObject({ version: 3, documents: [] });
    await trial.attach(office.caseworker, id, 'invoice', 'invoice 1');
  });

  it('gives a document out in scope only, and logs it', async () => {
    const id = await trial.draft(office.caseworker, await holder(), {}, []);
    const documentId = await trial.attach(office.caseworker, id, 'invoice', 'invoice of a download');
    const document = await trial.openDocument.execute(office.reviewer, id, documentId);
    const pieces: Buffer[] = [];
    for await (const piece of document.stream) pieces.push(piece as Buffer);
    expect(Buffer.concat(pieces).toString()).toContain('invoice of a download');
    expect(document).toMatchObject({ fileName: 'invoice.pdf', contentType: 'application/pdf' });
    const logged = await trial.db.owner.query(
      'SELECT l.account_id FROM document_downloads l JOIN claim_documents d ON d.document_id = l.document_id WHERE d.id = $1', [documentId]);
    expect(logged.rows).toEqual([{ account_id: office.reviewer.accountId }]);
    const { caseworker } = await trial.office(TAICANG);
    await expect(trial.openDocument.execute(caseworker, id, documentId)).rejects.toMatchObject({ code: 'claim.document_not_found' });
  });

  it('lists claims page by page, narrowed by status and person', async () => {
    const person = await holder();
    const ids = [await trial.draft(office.caseworker, person, {}, []), await trial.draft(office.caseworker, person, {}, []), await trial.filed(office.caseworker, person)];
    const first = await trial.queries.list(office.caseworker, { limit: 2, personId: person.personId });
    const second = await trial.queries.list(office.caseworker, { limit: 2, personId: person.personId, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map((item) => item.id)).toEqual([...ids].reverse());
    expect(second.nextCursor).toBeNull();
    const drafts = await trial.queries.list(office.caseworker, { limit: 50, personId: person.personId, status: 'draft' });
    expect(drafts.items.map((item) => item.id)).toEqual([ids[1], ids[0]]);
    await expect(trial.queries.list(office.caseworker, { limit: 2, cursor: 'WzFd' })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('keeps nothing readable of health and accounts in its tables', async () => {
    const person = await holder();
    await trial.filed(office.caseworker, person, { diagnosis: { ...leukaemia, icd10Code: 'D05.1', text: '乳腺导管原位癌' } });
    for (const table of ['claims', 'claim_findings', 'claim_events', 'review_decisions', 'review_tasks', 'outbox', 'payables']) {
      const { rows } = await trial.db.owner.query(`SELECT 1 FROM ${table} t WHERE t::text ~ 'D05|原位癌|in_situ|C92|${person.accountNumber}'`);
      expect([table, rows]).toEqual([table, []]);
    }
  });
});
