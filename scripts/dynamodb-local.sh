#!/bin/sh
# Brings DynamoDB Local (Amazon's own, for the tests of the DynamoDB preflight) from Maven Central into a folder.
# Usage: scripts/dynamodb-local.sh [folder]      default: .cache/dynamodb-local below the repository
# The tests that use it run when DYNAMODB_LOCAL names the folder, or the default folder is there; else they are skipped.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-"$root/.cache/dynamodb-local"}
version=${DYNAMODB_LOCAL_VERSION:-2.5.4}
mkdir -p "$folder"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>dynamodb-local</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
POM
mvn --batch-mode --quiet --file "$work/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$folder"
echo "$folder"
