import { Foundation1700000000001 } from './0001-foundation.js';
import { Identity1700000000002 } from './0002-identity.js';
import { People1700000000003 } from './0003-people.js';
import { ListsAndDocuments1700000000004 } from './0004-lists-and-documents.js';
import { Funds1700000000005 } from './0005-funds.js';
import { ReviewsAndPayments1700000000006 } from './0006-reviews-and-payments.js';
import { MutualAid1700000000007 } from './0007-mutual-aid.js';

/** Every migration, in order. */
export const migrations = [
  Foundation1700000000001,
  Identity1700000000002,
  People1700000000003,
  ListsAndDocuments1700000000004,
  Funds1700000000005,
  ReviewsAndPayments1700000000006,
  MutualAid1700000000007,
];
