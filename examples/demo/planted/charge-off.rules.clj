;; From the last warning to the loss.

(def charge-off-days 120)

(defrule last-letter
  "90 or more days past due: the letter that announces the charge-off goes out."
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (not bankruptcy-active))
  :then [(checklist/check {:checklist "Charge-off" :items ["Letter sent"]})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 90} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 89} :fires false}])

(defrule non-accrual
  "Interest stops on accounts 90 or more days past due."
  :when (and (= loan-status "Open") (>= status-days-past-due 90) (not status-interest-suspended))
  :then [(interest/suspend {:date {:base :current-date :plus-days 0}})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 90} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 89} :fires false}])

(defrule charge-off-after-120-days
  "Charge off open accounts more than 120 days past due, unless a bankruptcy protects the borrower."
  :when (and (= loan-status "Open")
             (> status-days-past-due charge-off-days)
             (> status-payoff 0M)
             (not bankruptcy-active))
  :then [(credit/add {:type "Payoff" :category "Charge-off" :charge-off true
                      :amount {:base :payoff :plus 0M}
                      :info "Charge-off" :date {:base :current-date :plus-days 0}})
         (checklist/check {:checklist "Charge-off" :items ["Manager approved"]})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"
                    :autopay-status "suspend" :closed-date {:base :current-date :plus-days 0}})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 121 :status-payoff 9000M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 120 :status-payoff 9000M} :fires false}
             {:given {:loan-status "Open" :status-days-past-due 121 :status-payoff 9000M :bankruptcy-active true} :fires false}])

(defrule charged-off-clean-up
  "Charged-off accounts leave the collectors' lists."
  :when (and (= loan-status "Closed") (= loan-sub-status "Charged Off") (not (empty? portfolio-list)))
  :then [(loan/set {:clear-portfolios true :follow-up-date nil})])

(defrule interest-back-on
  "Interest accrues again once the account is fewer than 30 days past due and nothing else stops it."
  :when (and (= loan-status "Open")
             (= loan-sub-status "Repaying")
             status-interest-suspended
             (< status-days-past-due 30)
             (not bankruptcy-active))
  :then [(interest/resume {:date {:base :current-date :plus-days 0}})])
