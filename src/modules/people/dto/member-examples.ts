import type { MemberListItem, MemberView, PersonView, RevealedPerson } from './member-views.js';

export const personExample: PersonView = {
  id: '0197a000-0000-7000-8000-000000000030', name: '沈**', idType: 'resident_id', idNumber: '320***********2047', sex: 'female', birthYear: 1982,
  mobile: '138****0001', version: 1,
};

export const memberListExample: MemberListItem = {
  ...personExample, membershipId: '0197a000-0000-7000-8000-000000000031', organizationId: '0197a000-0000-7000-8000-000000000010',
  organizationName: '吴江市总工会', workplace: '吴江市城区环境卫生管理处', occupation: '清扫保洁', employedOn: '2005-06-26', memberSince: '2011-01-05',
};

export const memberExample: MemberView = {
  ...memberListExample, accounts: [{ accountNumber: '6222 **** **** 7026', bankName: '中国工商银行吴江支行' }],
};

export const revealedExample: RevealedPerson = {
  id: '0197a000-0000-7000-8000-000000000030', idNumber: '320502198207092047', mobile: '13862540001',
};
