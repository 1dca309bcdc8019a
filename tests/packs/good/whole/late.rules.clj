;; Rules with every key.

(def small-balance 25M)
(def no-balance {:base :payoff :plus 0M})
(defn late? "Later than so many days?" [days] (> status-days-past-due days))

(defrule charge-off
  "Charge off open accounts more than 120 days past due."
  :when (and (= loan-status "Open") (late? 120))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97" :agent-user nil
                    :add-portfolios ["Legal"] :remove-sub-portfolios ["Early" "Late"] :e-billing false
                    :convenience-fee-percent 2.5M :closed-date {:base :current-date :plus-days -1}
                    :custom-fields {:35 "1" :36 true :37 {:base :payoff :plus 10M} :38 :current-date
                                    :39 {:base :next-due-date :plus-days 3} :40 12.50M :41 nil}})
         (interest/suspend {:date "2026-11-22"})
         (interest/resume)
         (credit/add {:category "Small balance" :amount no-balance :charge-off true :info "Charge-off"})
         (credit/add {:type "Tenant's own" :category "Goodwill" :amount small-balance})
         (apd/reset {:type "fixed" :amount 12.34M})
         (due-date/change {:plus-months 1})
         (checklist/check {:checklist "Charge-off" :items ["Letter sent"]})]
  :runs #{:daily-maintenance}
  :preactivation true
  :active false
  :enroll #{:new-loans}
  :once :while-true
  :intent {:inverse true :reason "Kept on purpose."}
  :examples [{:given {:loan-status "Open" :status-days-past-due 121 :status-payoff 10M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 120} :as-of "2026-11-22" :fires false}])

(defrule plain :when (= loan-status "Open") :then [(account/archive)] :once nil)

(comment (anything at all))
