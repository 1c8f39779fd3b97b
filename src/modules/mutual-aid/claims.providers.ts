import { ClaimContents } from './claim-contents.js';
import { ClaimDocumentsController } from './claim-documents.controller.js';
import { ClaimDocumentsRepository } from './claim-documents.repository.js';
import { ClaimFindingsRepository } from './claim-findings.repository.js';
import { ClaimMoves } from './claim-moves.js';
import { ClaimPaymentSource } from './claim-payment-source.js';
import { ClaimPlanTerms } from './claim-plan-terms.js';
import { ClaimReviewSubject } from './claim-review-subject.js';
import { ClaimSecrets } from './claim-secrets.js';
import { ClaimTraitsQueries } from './claim-traits.queries.js';
import { ClaimsController } from './claims.controller.js';
import { ClaimsQueries } from './claims.queries.js';
import { ClaimsRepository } from './claims.repository.js';
import { ClaimDocumentEntity } from './entities/claim-document.entity.js';
import { ClaimEventEntity } from './entities/claim-event.entity.js';
import { ClaimFindingEntity } from './entities/claim-finding.entity.js';
import { ClaimEntity } from './entities/claim.entity.js';
import { ScreenClaimJob } from './jobs/screen-claim.job.js';
import { ApproveClaim } from './use-cases/approve-claim.js';
import { AttachClaimDocument } from './use-cases/attach-claim-document.js';
import { CreateClaim } from './use-cases/create-claim.js';
import { DecideClaim } from './use-cases/decide-claim.js';
import { EditClaim } from './use-cases/edit-claim.js';
import { OpenClaimDocument } from './use-cases/open-claim-document.js';
import { RemoveClaimDocument } from './use-cases/remove-claim-document.js';
import { RevealClaim } from './use-cases/reveal-claim.js';
import { ScreenClaim } from './use-cases/screen-claim.js';
import { SettleClaims } from './use-cases/settle-claims.js';
import { SubmitClaim } from './use-cases/submit-claim.js';
import { WithdrawClaim } from './use-cases/withdraw-claim.js';

/** The claims half of the module; it needs the modules documents, people, reviews, funds, payments and aid records. */
export const claimControllers = [ClaimsController, ClaimDocumentsController];

export const claimEntities = [ClaimEntity, ClaimDocumentEntity, ClaimFindingEntity, ClaimEventEntity];

export const claimProviders = [
  ClaimSecrets, ClaimsRepository, ClaimDocumentsRepository, ClaimFindingsRepository, ClaimMoves, ClaimPlanTerms, ClaimContents,
  ClaimTraitsQueries, ClaimsQueries, ClaimReviewSubject, ClaimPaymentSource, ScreenClaimJob,
  CreateClaim, EditClaim, AttachClaimDocument, RemoveClaimDocument, OpenClaimDocument, SubmitClaim, ScreenClaim, WithdrawClaim,
  DecideClaim, ApproveClaim, SettleClaims, RevealClaim,
];
