# SPDX-License-Identifier: Apache-2.0
# Generated from the option table in cli/option_table.cpp; change it there and build the target cli_docs.

_loadgate_plugins() {
  "${COMP_WORDS[0]}" plugins list 2>/dev/null | sed -n "s/^$1  *\([a-z0-9_]*\).*/\1/p"
}

_loadgate() {
  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" words=""
  ((COMP_CWORD > 1)) && command="${COMP_WORDS[1]}"
  if ((COMP_CWORD > 2)); then
    case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in
      "plugins list"|"plugins show"|"demo backend") command="${COMP_WORDS[1]} ${COMP_WORDS[2]}" ;;
    esac
  fi
  COMPREPLY=()
  case "$before" in
    --arrivals) words="constant poisson" ;;
    --reactor) words="io_uring epoll" ;;
    --pacing) words="precise default thrifty" ;;
    --progress) words="auto bar plain none" ;;
    --exit-style) words="full simple" ;;
    --pattern) words="$(_loadgate_plugins pattern)" ;;
    --cacert|--cert|--key|--config|--report|--json|--html|--junit|--hgrm|--events|--deployment-report|--state-dir|--plugin-dir) return ;;  # files, by default
    --target|--concurrency|--rate|--duration|--set|--warmup|--timeout|--think-time|--seed|--threads|--max-in-flight|--endpoint|--header|--body|--resolve|--p50|--p95|--p99|--error-rate|--throughput|--slo|--metrics-listen|--pushgateway|--metrics-textfile|--name|--tag|--allow-host|--listen|--latency|--spread|--errors|--version-stamp) compopt +o default 2>/dev/null; return ;;
    *) ;;
  esac
  if [[ -z $words ]]; then
    case "$command" in
    "") words="run plan plugins calibrate demo --help --version" ;;
    run) words="--target --concurrency --rate --duration --pattern --set --warmup --timeout --think-time --seed --arrivals --threads --reactor --pacing --pin --max-in-flight --endpoint --header --body --resolve --insecure --cacert --cert --key --config --p50 --p95 --p99 --error-rate --throughput --slo --abort-on-fail --report --json --html --junit --hgrm --events --deployment-report --metrics-listen --pushgateway --metrics-textfile --name --tag --no-history --state-dir --allow-host --yes --progress --quiet --verbose --no-color --exit-style --plugin-dir --help" ;;
    plan) words="--target --concurrency --rate --duration --pattern --set --warmup --timeout --think-time --seed --arrivals --threads --reactor --pacing --pin --max-in-flight --endpoint --header --body --resolve --insecure --cacert --cert --key --config --p50 --p95 --p99 --error-rate --throughput --slo --abort-on-fail --json --name --tag --no-history --state-dir --allow-host --yes --no-color --plugin-dir --help" ;;
    plugins) words="list show" ;;
    calibrate) words="--duration --json --state-dir --quiet --no-color --help" ;;
    demo) words="backend --concurrency --rate --duration --pattern --set --warmup --timeout --think-time --seed --arrivals --threads --reactor --pacing --pin --max-in-flight --p50 --p95 --p99 --error-rate --throughput --slo --abort-on-fail --report --json --html --junit --hgrm --events --metrics-listen --pushgateway --metrics-textfile --name --tag --no-history --progress --quiet --verbose --no-color --exit-style --plugin-dir --help" ;;
    "plugins list") words="--json --no-color --plugin-dir --help" ;;
    "plugins show") words="--no-color --plugin-dir --help $(_loadgate_plugins '[a-z]*')" ;;
    "demo backend") words="--quiet --listen --latency --spread --errors --version-stamp --seed --until-eof --help" ;;
    esac
    # No word yet: it may become a profile, and bash completes files by default.
    [[ -z $current && ($command == run || $command == plan) ]] && words=""
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _loadgate loadgate
