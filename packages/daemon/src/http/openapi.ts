import { z } from 'zod';
import type { Route } from './route.js';
import { statusOf } from './route.js';

/** The API as an OpenAPI 3.1 document, from the routes themselves. */
export function openApiOf(routes: readonly Route[], prefix: string, version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[prefix + route.path] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Syncline',
      version,
      description: 'Items, runs and what they need, of a Syncline daemon.',
    },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'syncline_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457',
          properties: {
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            code: { type: 'string' },
            faults: {
              type: 'array',
              description: 'What is wrong with which key of what was sent',
              items: {
                type: 'object',
                properties: { key: { type: 'string' }, message: { type: 'string' } },
                required: ['key', 'message'],
              },
            },
          },
          required: ['title', 'status', 'detail', 'code'],
        },
      },
    },
  };
}

function operationOf(route: Route): object {
  return {
    summary: route.summary,
    security: securityOf(route),
    parameters: [...parametersIn('path', route.params), ...parametersIn('query', route.query)],
    ...(route.body === undefined ? {} : { requestBody: bodyOf(route.body) }),
    responses: {
      [statusOf(route)]: answerOf(route),
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function bodyOf(schema: z.ZodType): object {
  return { required: !schema.safeParse({}).success, content: json(schema) };
}

function answerOf({ reply, replyType }: Route): object {
  if (replyType !== undefined)
    return { description: 'The answer', content: { [replyType]: { schema: { type: 'string' } } } };
  return reply === undefined ? { description: 'Done' } : { description: 'The answer', content: json(reply) };
}

function securityOf({ access }: Route): object[] {
  if (access === 'public') return [];
  return access === 'person' ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}

function parametersIn(where: 'path' | 'query', schema: z.ZodType | undefined): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function json(schema: z.ZodType): object {
  return { 'application/json': { schema: jsonSchemaOf(schema) } };
}

function jsonSchemaOf(schema: z.ZodType): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
