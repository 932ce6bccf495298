/** Artifacts on an object storage that speaks S3, for the option `artifacts` of `TasksModule`. */
export { S3ArtifactStorage, type S3Credentials } from './s3-artifact-storage.js';
export { readS3Place, S3PlaceError, type S3Place } from './s3-place.js';
