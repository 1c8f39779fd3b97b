import type { CreateCardBatchRequest } from './card.requests.js';
import type { CardBatchView, CardDetailView, CardView } from './card.views.js';

export const createCardBatchExample: CreateCardBatchRequest = {
  planId: '0194e5a0-2222-7000-8000-000000000001', nameZh: '城区环卫工人赠卡', occupationGroup: '环卫工人', gifted: true, validFrom: '2011-01-04',
  personIds: ['0194e5a0-7777-7000-8000-000000000001'],
};

export const cardBatchExample: CardBatchView = {
  id: '0194e5a0-5555-7000-8000-000000000001', nameZh: createCardBatchExample.nameZh, occupationGroup: '环卫工人',
  organization: { id: '6c7dbb43-0e47-5a0b-9d8f-2b8a8b3f5c11', nameZh: '吴江市总工会' }, planId: createCardBatchExample.planId,
  planVersionNumber: 1, gifted: true, validFrom: '2011-01-04', status: 'open', cardCount: 224, version: 1,
};

export const cardExample: CardView = {
  id: '0194e5a0-6666-7000-8000-000000000001', cardNumber: 'AXK2011-0000001', personId: '0194e5a0-7777-7000-8000-000000000001',
  holderName: '王**', batchId: cardBatchExample.id, planId: createCardBatchExample.planId, gifted: true, issuedOn: '2011-01-04',
  validFrom: '2011-01-04', validTo: '2012-01-03', status: 'issued', state: 'active', version: 1,
};

export const cardDetailExample: CardDetailView = {
  ...cardExample,
  history: [{ event: 'issued', fromStatus: null, toStatus: 'issued', at: '2011-01-04T01:00:00.000Z', by: '吴江经办' }],
};
