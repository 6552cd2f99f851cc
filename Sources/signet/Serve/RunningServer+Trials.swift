// SPDX-License-Identifier: Apache-2.0
import SMBEngine
import SMBServer
import SMBWire

extension RunningServer {
    func trials() -> [WaitingTrial] {
        let state = self.server.state
        return state.trials.list(now: state.clock.now()).map(WaitingTrial.init)
    }

    func allowTrial(_ address: String) -> ControlResponse {
        let state = self.server.state
        do throws(TrialTable.Refusal) {
            return .trialAllowed(WaitingTrial(try state.trials.allow(address, now: state.clock.now())))
        } catch {
            switch error {
            case .tooMany: return .trialAllowed(nil)
            case .notAnAddress: return .failed("\(address) is no address")
            }
        }
    }

    func cancelTrial(_ address: String) -> ControlResponse {
        let state = self.server.state
        do throws(TrialTable.Refusal) {
            return .trialCancelled(try state.trials.cancel(address, now: state.clock.now()))
        } catch {
            return .failed("\(address) is no address")
        }
    }
}

extension WaitingTrial {
    fileprivate init(_ trial: TrialTable.Trial) {
        self.init(address: trial.address, expires: Double(trial.expires.unixSeconds))
    }
}
