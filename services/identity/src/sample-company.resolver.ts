import { Inject } from '@nestjs/common';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { RuleViolated } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import {
  CurrentRequest,
  CurrentViewer,
  ENVIRONMENT,
  requireRole,
  type RequestContext,
  type SampleCompany,
  type ServiceEnvironment,
} from '@throughline/service-kit';

/** The sample company of an installation that has one to offer. */
@Resolver()
export class SampleCompanyResolver {
  constructor(@Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment) {}

  @Query('sampleCompany')
  sampleCompany(@CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    return { status: this.environment.sampleCompany?.status() ?? 'UNAVAILABLE' };
  }

  @Mutation('loadSampleCompany')
  loadSampleCompany(@CurrentViewer() viewer: Viewer, @CurrentRequest() request: RequestContext) {
    requireRole(viewer, 'ADMIN');
    const company = this.offered();
    if (company.status() === 'REMOVED')
      throw new RuleViolated('sampleCompany.once', 'The sample company was removed; it is not added again.');
    company.load(request.header('authorization')!.replace(/^Bearer /i, ''));
    return { sampleCompany: { status: company.status() } };
  }

  @Mutation('removeSampleCompany')
  removeSampleCompany(@CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const company = this.offered();
    company.remove();
    return { sampleCompany: { status: company.status() } };
  }

  private offered(): SampleCompany {
    const { sampleCompany } = this.environment;
    if (!sampleCompany) throw new RuleViolated('sampleCompany.none', 'This installation has no sample company to offer.');
    return sampleCompany;
  }
}
