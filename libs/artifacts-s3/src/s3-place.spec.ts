import { expect, test } from '@jest/globals';
import { readS3Place } from './s3-place.js';

test.each([
  ['s3://files', { bucket: 'files', prefix: '', region: 'us-east-1', isPathStyle: false }],
  ['s3://files/a/b/', { bucket: 'files', prefix: 'a/b/', region: 'us-east-1', isPathStyle: false }],
  [
    's3://files/a?endpoint=https://minio:9000&publicEndpoint=https://files.example&region=eu-central-1',
    {
      bucket: 'files',
      prefix: 'a/',
      endpoint: 'https://minio:9000',
      publicEndpoint: 'https://files.example',
      region: 'eu-central-1',
      isPathStyle: true,
    },
  ],
  ['s3://files?endpoint=https://a.example&pathStyle=false', { isPathStyle: false }],
])('the place %s is read', (text, place) => {
  expect(readS3Place(text)).toMatchObject(place);
});
