import { IsUuid } from '../../../platform/http/fields.js';
import { PageQuery } from '../../../platform/http/pages.js';

const description = '本级或下级组织，缺省为本次请求的组织。An organization at or below the branch of the request; the branch itself when absent.';

export class SummaryQuery {
  @IsUuid({ optional: true, description })
  organizationId?: string;
}

export class SummaryRecordsQuery extends PageQuery {
  @IsUuid({ optional: true, description })
  organizationId?: string;
}
