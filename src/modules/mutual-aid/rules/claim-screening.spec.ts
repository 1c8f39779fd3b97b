import { describe, expect, it } from 'vitest';
import { findingOf, type FindingCode } from './claim-findings.js';
import { screenClaim, screeningVerb, type ScreeningFacts } from './claim-screening.js';

const none = { claims: 0, elsewhere: [] };
const good: ScreeningFacts = {
  submittedOn: '2011-03-21', diagnosedOn: '2011-03-10', hospitalGrade: 3,
  documentKinds: ['claim_form', 'id_copy', 'diagnosis_report'], holderName: '王秀英', payeeName: '王秀英', accountCheckFails: false,
  card: { enrolledOn: '2011-01-10', validFrom: '2011-01-10', validTo: '2012-01-09', status: 'issued' },
  plan: { waitingDays: 0, claimDeadlineDays: 180, minimumHospitalGrade: 2, requiredDocuments: ['claim_form', 'id_copy', 'diagnosis_report'] },
  notCovered: null, alreadyAwarded: false, sharedDocument: none, sharedAccount: none, sharedMobile: none, namesakes: 0,
};
const card = (changed: Partial<ScreeningFacts['card']>) => ({ card: { ...good.card, ...changed } });
const plan = (changed: Partial<ScreeningFacts['plan']>) => ({ plan: { ...good.plan, ...changed } });
const secondary = { reason: 'secondary', zh: '继发性癌症不在目录内。', en: 'A secondary cancer is not in the catalogue.' };

describe('screening', () => {
  it.each<[string, Partial<ScreeningFacts>, string[]]>([
    ['a claim in order', {}, []],
    ['diagnosed on the first day of the card', { diagnosedOn: '2011-01-10' }, []],
    ['diagnosed on the last day of the card', { diagnosedOn: '2012-01-09', submittedOn: '2012-01-20' }, []],
    ['diagnosed the day after', { diagnosedOn: '2012-01-10', submittedOn: '2012-01-20' }, ['card_not_active']],
    ['diagnosed before enrolment and before the card', { diagnosedOn: '2011-01-09' }, ['diagnosed_before_enrolment', 'card_not_active']],
    ['diagnosed after enrolment and before the card', { ...card({ validFrom: '2011-02-01' }), diagnosedOn: '2011-01-31' }, ['card_not_active']],
    ['diagnosed in the term and before enrolment', { ...card({ enrolledOn: '2011-04-01' }) }, ['diagnosed_before_enrolment']],
    ['on a card made void', card({ status: 'void' }), ['card_not_active']],
    ['on a lost card', card({ status: 'lost' }), []],
    ['on the last day of the waiting period', { ...plan({ waitingDays: 30 }), diagnosedOn: '2011-02-08' }, ['waiting_period']],
    ['on the day after the waiting period', { ...plan({ waitingDays: 30 }), diagnosedOn: '2011-02-09' }, []],
    ['in the waiting period of a card given late', { ...card({ enrolledOn: '2011-03-01' }), ...plan({ waitingDays: 30 }), diagnosedOn: '2011-03-30' }, ['waiting_period']],
    ['after the waiting period of a card given late', { ...card({ enrolledOn: '2011-03-01' }), ...plan({ waitingDays: 30 }), diagnosedOn: '2011-03-31', submittedOn: '2011-04-01' }, []],
    ['before a card given late, whatever the waiting', { ...card({ enrolledOn: '2011-04-01' }), ...plan({ waitingDays: 30 }), diagnosedOn: '2011-01-20' }, ['diagnosed_before_enrolment']],
    ['an illness that is not covered', { notCovered: secondary }, ['illness_not_covered']],
    ['on the last day of the deadline', { submittedOn: '2011-09-06' }, []],
    ['a day after the deadline', { submittedOn: '2011-09-07' }, ['claim_too_late']],
    ['a hospital of the lowest grade that counts', { hospitalGrade: 2 }, []],
    ['a hospital below it', { hospitalGrade: 1 }, ['hospital_grade']],
    ['a missing document', { documentKinds: ['claim_form'] }, ['document_missing']],
    ['another payee', { payeeName: '王秀兰' }, ['payee_name_differs']],
    ['an earlier award', { alreadyAwarded: true }, ['already_awarded']],
    ['an account with a wrong check digit', { accountCheckFails: true }, ['account_check_digit']],
    ['the same document in a claim of the branch', { sharedDocument: { claims: 1, elsewhere: [] } }, ['shared_document']],
    ['the same account in another branch', { sharedAccount: { claims: 0, elsewhere: ['太仓市总工会'] } }, ['shared_account']],
    ['the same phone', { sharedMobile: { claims: 2, elsewhere: [] } }, ['shared_mobile']],
    ['a member of the same name and birth date', { namesakes: 1 }, ['similar_member']],
    ['several at once', { alreadyAwarded: true, hospitalGrade: 1, namesakes: 1 }, ['already_awarded', 'hospital_grade', 'similar_member']],
  ])('%s', (_name, changed, expected) => {
    expect(screenClaim({ ...good, ...changed }).map((finding) => finding.code)).toEqual(expected);
  });

  it('says what is missing, what is not covered, and who else has it', () => {
    const findings = screenClaim({
      ...good, documentKinds: ['id_copy'], notCovered: secondary, sharedAccount: { claims: 1, elsewhere: ['太仓市总工会'] },
    });
    expect(findings.map((finding) => finding.details)).toEqual([
      secondary, {
        kinds: ['claim_form', 'diagnosis_report'],
        zh: '缺少必需的材料，请补交：申领表、诊断证明。', en: 'Required documents are missing; please add: claim form, diagnosis report.',
      }, { claims: 1, elsewhere: ['太仓市总工会'] },
    ]);
  });
});

describe('where a screening leads', () => {
  it.each<[string, FindingCode[], boolean, string]>([
    ['nothing found', [], false, 'screen_pass'],
    ['warnings only', ['shared_account', 'similar_member'], false, 'screen_pass'],
    ['a blocking finding', ['hospital_grade'], false, 'screen_return'],
    ['a blocking finding, contested', ['hospital_grade'], true, 'screen_pass'],
    ['an earlier award, contested', ['already_awarded'], true, 'screen_pass'],
    ['contested and nothing found any more', [], true, 'screen_pass'],
  ])('%s', (_name, codes, contested, expected) => {
    expect(screeningVerb(codes.map((code) => findingOf(code)), contested)).toBe(expected);
  });
});
