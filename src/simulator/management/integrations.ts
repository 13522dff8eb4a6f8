import type { Account, Environment, Integration } from '../account.js';
import { ApiFailure } from '../server/answer.js';
import { objectBody, objectOf, requiredText } from '../server/body.js';
import { routes } from '../server/router.js';
import type { Route } from '../server/router.js';
import { crn, environmentById, environmentOfQuery, environmentReference, listBody } from './render.js';

/** pim v1: AWS provider integrations (confluent-api.md 10). */
export function integrationRoutes(account: Account): readonly Route[] {
  return routes({
    'GET /pim/v1/integrations': (request) => {
      const environment = environmentOfQuery(account, request);
      const provider = request.query.get('provider')?.toUpperCase();
      const items = provider === undefined || provider === 'AWS' ? environment.integrations.all() : [];
      return { status: 200, body: listBody(request, 'pim/v1', 'IntegrationList', items.map((item) => renderIntegration(account, environment, item))) };
    },
    'POST /pim/v1/integrations': (request) => {
      const body = objectBody(request);
      const environment = environmentById(account, requiredText(objectOf(body['environment']), 'id', '/environment'));
      const name = requiredText(body, 'display_name', '');
      if (environment.integrations.all().some((item) => item.name === name)) throw new ApiFailure(409, `provider integration '${name}' already exists`);
      const customerRoleArn = requiredText(objectOf(body['config']), 'customer_iam_role_arn', '/config');
      const integration = { id: account.random.id('cspi'), name, customerRoleArn, externalId: account.random.uuid() };
      environment.integrations.put(integration.id, integration);
      return { status: 201, body: renderIntegration(account, environment, integration) };
    },
    'GET /pim/v1/integrations/{id}': (request) => {
      const environment = environmentOfQuery(account, request);
      return { status: 200, body: renderIntegration(account, environment, integrationById(environment, request.params['id'] ?? '')) };
    },
    'DELETE /pim/v1/integrations/{id}': (request) => {
      const environment = environmentOfQuery(account, request);
      const integration = integrationById(environment, request.params['id'] ?? '');
      if (usages(account, environment, integration).length > 0) {
        throw new ApiFailure(409, `Provider integration ${integration.id} cannot be deleted as it is being used by active TableFlow instances`);
      }
      environment.integrations.delete(integration.id);
      return { status: 204 };
    },
  });
}

function integrationById(environment: Environment, id: string): Integration {
  const found = environment.integrations.get(id);
  if (found === undefined) throw new ApiFailure(404, `provider integration ${id} was not found`);
  return found;
}

function usages(account: Account, environment: Environment, integration: Integration): readonly string[] {
  return environment.clusters.flatMap((cluster) => [
    ...cluster.tableflow
      .all()
      .filter(({ storage }) => storage.kind !== 'Managed' && storage.provider_integration_id === integration.id)
      .map((tableflow) => crn(account, environment, `/cloud-cluster=${cluster.id}/tableflow-topic=${tableflow.name}`)),
    ...cluster.catalogs
      .all()
      .filter((catalog) => catalog.config['provider_integration_id'] === integration.id)
      .map((catalog) => crn(account, environment, `/cloud-cluster=${cluster.id}/catalog-integration=${catalog.id}`)),
  ]);
}

function renderIntegration(account: Account, environment: Environment, integration: Integration): Record<string, unknown> {
  return {
    api_version: 'pim/v1',
    kind: 'Integration',
    id: integration.id,
    display_name: integration.name,
    provider: 'AWS',
    config: {
      kind: 'AwsIntegrationConfig',
      customer_iam_role_arn: integration.customerRoleArn,
      iam_role_arn: `arn:aws:iam::999999999999:role/simulated-${integration.id}`,
      external_id: integration.externalId,
    },
    usages: usages(account, environment, integration),
    environment: environmentReference(account, environment),
  };
}
